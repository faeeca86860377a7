package io.quarkiverse.eventidempotency.deployment.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.eventidempotency.deployment.messages.Order.Behaviour;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.observability.ScopeCounters;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.converters.ConsumerRecordConverter;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySource;
import redis.embedded.RedisServer;

/**
 * Claims ahead of consumers, and completions behind them: what stands in Redis, what is acknowledged when, and in which order.
 */
class ConsumerWindowsTest {

    private static final int MOST = 128;
    private static final int PORT = Records.freePort();
    private static RedisServer server;

    @RegisterExtension
    static final QuarkusUnitTest TEST = channels(new QuarkusUnitTest())
            .withApplicationRoot(jar -> jar.addClasses(Delivery.class, Order.class, Records.class, Rows.class, Trace.class))
            .addBuildChainCustomizer(chain -> chain.addBuildStep(
                    step -> step.produce(AdditionalBeanBuildItem.unremovableOf(ConsumerRecordConverter.class)))
                    .produces(AdditionalBeanBuildItem.class).build())
            .setBeforeAllCustomizer(() -> server = Records.start(PORT))
            .setAfterAllCustomizer(() -> server.stop())
            .overrideConfigKey("quarkus.redis.hosts", "redis://127.0.0.1:" + PORT)
            .overrideConfigKey("quarkus.event-idempotency.lease", "2M")
            .overrideConfigKey("quarkus.event-idempotency.redis.command-timeout", "500ms")
            .overrideConfigKey("quarkus.event-idempotency.scopes.\"row.one-by-one\".settle-behind", "false")
            .overrideConfigKey("quarkus.event-idempotency.scopes.\"row.off\".claim-ahead", "0")
            .overrideConfigKey("quarkus.event-idempotency.scopes.\"row.off\".settle-behind", "false");

    private static final AtomicInteger NEXT = new AtomicInteger();

    @Inject
    @Connector(InMemoryConnector.CONNECTOR)
    InMemoryConnector connector;

    @Inject
    Rows rows;

    @Inject
    Records records;

    @Inject
    ScopeCounters counters;

    /** The ids of orders, as their messages were settled: with a minus in front where they were refused. */
    private final List<String> settled = new CopyOnWriteArrayList<>();

    private static QuarkusUnitTest channels(QuarkusUnitTest test) {
        Stream.concat(Rows.ALL.stream(), Stream.of("row.off", "row.one-by-one")).forEach(channel -> test
                .overrideConfigKey("mp.messaging.incoming.\"" + channel + "\".connector", InMemoryConnector.CONNECTOR));
        return test;
    }

    static List<String> rows() {
        return Rows.ALL;
    }

    @BeforeEach
    @AfterEach
    void thaw() {
        records.thaw();
        rows.letThemGoOn();
    }

    private Order order(Behaviour behaviour) {
        return new Order("order-" + NEXT.incrementAndGet(), behaviour);
    }

    private List<Order> orders(int count) {
        return IntStream.range(0, count).mapToObj(i -> order(Behaviour.SUCCEEDS)).toList();
    }

    private static List<String> ids(List<Order> orders) {
        return orders.stream().map(Order::id).toList();
    }

    private Delivery<Order> send(String row, Order order) {
        ConsumerRecord<String, Order> kafkaRecord = new ConsumerRecord<>("orders", 0, NEXT.incrementAndGet(), order.id(),
                order);
        Delivery<Order> delivery = new Delivery<>(order,
                Metadata.of(new Trace(order.id()), new IncomingKafkaRecordMetadata<>(kafkaRecord, row)), () -> {
                    settled.add(order.id());
                    rows.settled(order.id());
                    return records.status(row, order.id());
                });
        InMemorySource<org.eclipse.microprofile.reactive.messaging.Message<Order>> source = connector.source(row);
        source.send(delivery.message());
        return delivery;
    }

    private List<Delivery<Order>> send(String row, List<Order> orders) {
        return orders.stream().map(order -> send(row, order)).toList();
    }

    /** Sends orders until the row's window is as large as it gets. */
    private void grow(String row) {
        await(row).atMost(Duration.ofSeconds(60)).until(() -> {
            List<Delivery<Order>> sent = send(row, orders(100));
            sent.forEach(Delivery::acknowledged);
            return counters.of(row).window() == MOST;
        });
    }

    private long inFlight(String row) {
        List<CompletionStage<String>> asked = records.keys(row).stream().map(key -> records.status(row, key)).toList();
        return asked.stream().map(Records::get).filter("processing"::equals).count();
    }

    private static void eventually(java.util.concurrent.Callable<Boolean> holds) {
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10)).until(holds);
    }

    /** Sends one order whose body waits, and others, and waits until those are claimed. */
    private List<Delivery<Order>> sendBehindARunningBody(String row, List<Order> others) {
        List<Delivery<Order>> sent = new ArrayList<>();
        Order first = order(Behaviour.WAITS);
        sent.add(send(row, first));
        eventually(() -> rows.begun().contains(first.id()));
        sent.addAll(send(row, others));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(inFlight(row)).isEqualTo(others.size() + 1));
        return sent;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void keysAreClaimedWhileABodyRunsAndBodiesRunInOrder(String row) {
        grow(row);
        List<Order> others = orders(MOST);
        List<Delivery<Order>> sent = sendBehindARunningBody(row, others);
        List<Order> beyond = orders(10);
        List<Delivery<Order>> sentBeyond = send(row, beyond);
        assertThat(rows.begun()).doesNotContainAnyElementsOf(ids(others));
        assertThat(Records.get(records.status(row, beyond.get(5).id()))).isEqualTo("none");

        rows.letThemGoOn();
        sent.forEach(delivery -> assertThat(delivery.acknowledged()).isEqualTo("completed"));
        sentBeyond.forEach(delivery -> assertThat(delivery.acknowledged()).isEqualTo("completed"));
        List<String> all = new ArrayList<>(ids(others));
        all.addAll(ids(beyond));
        assertThat(rows.begun().stream().filter(all::contains)).containsExactlyElementsOf(all);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void nothingIsAcknowledgedBeforeItIsStored(String row) {
        grow(row);
        List<Order> others = orders(20);
        List<Delivery<Order>> sent = sendBehindARunningBody(row, others);
        settled.clear();
        records.freeze();
        rows.letThemGoOn();
        // their claims are held, so their bodies need no store
        eventually(() -> rows.begun().contains(others.get(0).id()));
        assertThat(settled).isEmpty();
        records.thaw();
        sent.forEach(delivery -> assertThat(delivery.acknowledged()).isEqualTo("completed"));
        assertThat(rows.begun().stream().filter(ids(others)::contains)).containsExactlyElementsOf(ids(others));
    }

    /** Its completion's reply does not wake the thread of a row that handles a message. */
    @ParameterizedTest
    @MethodSource("rows")
    void messageIsAcknowledgedWhileTheNextBodyRuns(String row) {
        grow(row);
        Delivery<Order> first = send(row, order(Behaviour.SUCCEEDS));
        Order next = order(Behaviour.WAITS);
        Delivery<Order> running = send(row, next);
        eventually(() -> rows.begun().contains(next.id()));
        assertThat(first.acknowledged()).isEqualTo("completed");
        assertThat(running.isSettled()).isFalse();
        rows.letThemGoOn();
        assertThat(running.acknowledged()).isEqualTo("completed");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void failedMessageIsRefusedAfterThoseBeforeItAndBeforeTheNextBodyBegins(String row) {
        grow(row);
        List<Order> before = orders(20);
        Order failing = order(Behaviour.FAILS);
        Order next = order(Behaviour.WAITS);
        List<Order> others = new ArrayList<>(before);
        others.add(failing);
        others.add(next);
        List<Delivery<Order>> sent = sendBehindARunningBody(row, others);
        settled.clear();
        rows.letThemGoOn();
        eventually(() -> rows.begun().contains(next.id()));
        assertThat(settled.subList(1, settled.size())).startsWith(ids(before).toArray(String[]::new)).endsWith(failing.id());
        assertThat(sent.get(before.size() + 1).refused()).isInstanceOf(IllegalArgumentException.class);
        rows.letThemGoOn();
        assertThat(sent.get(before.size() + 2).acknowledged()).isEqualTo("completed");
    }

    /** Else two rows that hold what the other one waits for would wait forever. */
    @Test
    void messageThatWaitsGivesUpWhatIsClaimedBehindIt() {
        String row = "row.uni";
        grow(row);
        Order first = order(Behaviour.WAITS);
        send(row, first);
        eventually(() -> rows.begun().contains(first.id()));
        Order elsewhere = order(Behaviour.SUCCEEDS);
        CompletableFuture<Void> end = new CompletableFuture<>();
        CompletionStage<Void> held = rows.elsewhere(elsewhere, end).subscribeAsCompletionStage();
        eventually(() -> Records.get(records.status(row, elsewhere.id())).equals("processing"));
        Delivery<Order> waiting = send(row, elsewhere);
        List<Order> behind = orders(10);
        List<Delivery<Order>> sent = send(row, behind);
        eventually(() -> Records.get(records.status(row, behind.get(9).id())).equals("processing"));

        long waits = counters.of(row).count(DeliveryIncident.WAIT);
        rows.letThemGoOn();
        eventually(() -> counters.of(row).count(DeliveryIncident.WAIT) > waits);
        eventually(() -> inFlight(row) == 1);
        // free for others, as for another row whose turn they have come to
        CompletableFuture<Void> now = CompletableFuture.completedFuture(null);
        Records.get(rows.elsewhere(behind.get(3), now).subscribeAsCompletionStage());
        assertThat(waiting.isSettled()).isFalse();

        end.complete(null);
        Records.get(held);
        assertThat(waiting.acknowledged()).isEqualTo("completed");
        sent.forEach(delivery -> assertThat(delivery.acknowledged()).isEqualTo("completed"));
        List<String> run = new ArrayList<>(ids(behind));
        run.remove(3);
        assertThat(rows.begun().stream().filter(ids(behind)::contains)).containsExactlyElementsOf(run);
    }

    @Test
    void duplicatesInAWindowRunOnce() {
        String row = "row.worker";
        grow(row);
        List<Order> others = orders(20);
        List<Delivery<Order>> sent = new ArrayList<>();
        Order first = order(Behaviour.WAITS);
        sent.add(send(row, first));
        sent.add(send(row, first));
        others.forEach(order -> {
            sent.add(send(row, order));
            sent.add(send(row, order));
        });
        eventually(() -> rows.begun().contains(first.id()));
        rows.letThemGoOn();
        sent.forEach(delivery -> assertThat(delivery.acknowledged()).isEqualTo("completed"));
        assertThat(rows.begun().stream().filter(ids(others)::contains)).containsExactlyElementsOf(ids(others));
    }

    @Test
    void switchedOffNothingIsClaimedAhead() {
        String row = "row.off";
        Order first = order(Behaviour.WAITS);
        List<Order> others = orders(5);
        Delivery<Order> running = send(row, first);
        List<Delivery<Order>> sent = send(row, others);
        eventually(() -> rows.begun().contains(first.id()));
        // a row that was sent to later has claimed ahead by now
        sendBehindARunningBody("row.stage", orders(1));
        assertThat(records.keys(row)).containsExactly(first.id());
        rows.letThemGoOn();
        assertThat(running.acknowledged()).isEqualTo("completed");
        sent.forEach(delivery -> assertThat(delivery.acknowledged()).isEqualTo("completed"));
        assertThat(counters.of(row).window()).isZero();
    }

    @Test
    void withoutSettlingBehindEachBodyWaitsForTheMessageBeforeIt() {
        String row = "row.one-by-one";
        grow(row);
        List<Order> others = orders(20);
        List<Delivery<Order>> sent = sendBehindARunningBody(row, others);
        rows.letThemGoOn();
        sent.forEach(delivery -> assertThat(delivery.acknowledged()).isEqualTo("completed"));
        List<String> oneByOne = others.stream().flatMap(order -> Stream.of(order.id(), '-' + order.id())).toList();
        assertThat(rows.journal().stream().filter(oneByOne::contains)).containsExactlyElementsOf(oneByOne);
    }
}
