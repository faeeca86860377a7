package io.quarkiverse.eventidempotency.deployment.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.CompletionNotStoredException;
import io.quarkiverse.eventidempotency.deployment.messages.Order.Behaviour;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryIncident;
import io.quarkiverse.eventidempotency.runtime.observability.ScopeCounters;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySource;
import redis.embedded.RedisServer;

/**
 * Windows in front of consumers whose surroundings fail, retry, or call for what is claimed ahead. Leases are so long that
 * nothing goes on because one has ended.
 */
class WindowFaultsTest {

    private static final int MOST = 64;
    private static final int PORT = Records.freePort();
    private static RedisServer server;

    @RegisterExtension
    static final QuarkusUnitTest TEST = channels(new QuarkusUnitTest())
            .withApplicationRoot(jar -> jar.addClasses(Delivery.class, Order.class, Records.class, WindowFaults.class))
            .setBeforeAllCustomizer(() -> server = Records.start(PORT))
            .setAfterAllCustomizer(() -> server.stop())
            .overrideConfigKey("quarkus.redis.hosts", "redis://127.0.0.1:" + PORT)
            .overrideConfigKey("quarkus.event-idempotency.claim-ahead", Integer.toString(MOST))
            .overrideConfigKey("quarkus.event-idempotency.lease", "2M")
            .overrideConfigKey("quarkus.event-idempotency.store-retry-timeout", "4S")
            .overrideConfigKey("quarkus.event-idempotency.redis.command-timeout", "500ms");

    private static final AtomicInteger NEXT = new AtomicInteger();

    @Inject
    @Connector(InMemoryConnector.CONNECTOR)
    InMemoryConnector connector;

    @Inject
    WindowFaults consumers;

    @Inject
    WindowFaults.Elsewhere elsewhere;

    @Inject
    Records records;

    @Inject
    ScopeCounters counters;

    /** The keys of messages, as these were settled. */
    private final List<String> settled = new CopyOnWriteArrayList<>();

    private static QuarkusUnitTest channels(QuarkusUnitTest test) {
        WindowFaults.ALL.forEach(channel -> test
                .overrideConfigKey("mp.messaging.incoming.\"" + channel + "\".connector", InMemoryConnector.CONNECTOR));
        return test;
    }

    @BeforeEach
    @AfterEach
    void repair() {
        records.thaw();
        records.allowKeys("*");
        consumers.letThemGoOn();
    }

    private static Order order(Behaviour behaviour) {
        return order("order", behaviour);
    }

    private static Order order(String kind, Behaviour behaviour) {
        return new Order(kind + '-' + NEXT.incrementAndGet(), behaviour);
    }

    private Delivery<Order> send(String row, Order order) {
        return send(row, order, order.id());
    }

    private Delivery<Long> send(String row, long id) {
        return send(row, id, Long.toString(id));
    }

    private <T> Delivery<T> send(String row, T payload, String key) {
        return send(row, row, payload, key);
    }

    private <T> Delivery<T> send(String channel, String scope, T payload, String key) {
        Delivery<T> delivery = new Delivery<>(payload, Metadata.empty(), () -> {
            settled.add(key);
            return records.status(scope, key);
        });
        InMemorySource<Message<T>> source = connector.source(channel);
        source.send(delivery.message());
        return delivery;
    }

    private static void eventually(Callable<Boolean> holds) {
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10)).until(holds);
    }

    private boolean isHeld(String row, String key) {
        return Records.get(records.status(row, key)).equals("processing");
    }

    private long waits(String row) {
        return counters.of(row).count(DeliveryIncident.WAIT);
    }

    /** Sends what succeeds until the row's window is as large as it gets: several completions can be on their way. */
    private void grow(String row, Supplier<Delivery<?>> sender) {
        await(row).atMost(Duration.ofSeconds(60)).until(() -> {
            List<? extends Delivery<?>> sent = Stream.generate(sender).limit(100).toList();
            sent.forEach(Delivery::acknowledged);
            return counters.of(row).window() == MOST;
        });
    }

    /** Sends an order whose body waits, the window being bound to its consumer: the order before it has found the bean. */
    private Delivery<Order> sendRunning(String row, Order running) {
        assertThat(send(row, order(Behaviour.SUCCEEDS)).acknowledged()).isEqualTo("completed");
        Delivery<Order> sent = send(row, running);
        eventually(() -> consumers.begun().contains(running.id()));
        return sent;
    }

    /** Sends an order behind one whose body waits, and waits until it is claimed. */
    private Delivery<Order> sendAhead(String row, Order order) {
        Delivery<Order> sent = send(row, order);
        eventually(() -> isHeld(row, order.id()));
        assertThat(consumers.begun()).doesNotContain(order.id());
        return sent;
    }

    /** The claim that was made ahead is used once: the token of the body that may still run starts no second one. */
    @Test
    void retryOutsideOfTheGuardWaitsForTheBodyThatItHasLeft() {
        String row = "fault.retried";
        Order endless = order(WindowFaults.ENDLESS, Behaviour.SUCCEEDS);
        // finds the bean: from then on what arrives is claimed ahead
        assertThat(send(row, order(Behaviour.SUCCEEDS)).acknowledged()).isEqualTo("completed");
        long before = waits(row);
        Delivery<Order> sent = send(row, endless);
        eventually(() -> waits(row) > before);
        assertThat(sent.refused()).isNotNull();
        assertThat(consumers.begun().stream().filter(endless.id()::equals)).hasSize(1);
        assertThat(isHeld(row, endless.id())).isTrue();
        assertThat(send(row, order(Behaviour.SUCCEEDS)).acknowledged()).isEqualTo("completed");
    }

    /** The framework ends the channel of a method that settles its messages: no turn comes after that one. */
    @Test
    void claimOfAMessageThatDoesNotReachTheGuardIsReleased() {
        String row = "fault.denied";
        Delivery<Order> running = sendRunning(row, order(Behaviour.WAITS));
        Order denied = order(WindowFaults.DENIED, Behaviour.SUCCEEDS);
        Delivery<Order> sent = sendAhead(row, denied);
        consumers.letThemGoOn();
        assertThat(running.acknowledged()).isEqualTo("completed");
        // not by the call below, which would have it given up
        eventually(() -> !isHeld(row, denied.id()));
        Records.get(elsewhere.denied(denied).subscribeAsCompletionStage());
        assertThat(elsewhere.done()).contains(denied.id());
        assertThat(consumers.begun()).doesNotContain(denied.id());
        assertThat(sent.isSettled()).isFalse();
    }

    @Test
    void acknowledgementThatThrowsKeepsNothingBack() {
        String row = "fault.unacknowledged";
        grow(row, () -> send(row, order(Behaviour.SUCCEEDS)));
        Delivery<Order> running = sendRunning(row, order(Behaviour.WAITS));
        Order throwing = order(Behaviour.SUCCEEDS);
        AtomicInteger thrown = new AtomicInteger();
        connector.<Message<Order>> source(row).send(Message.of(throwing, (Supplier<CompletionStage<Void>>) () -> {
            thrown.incrementAndGet();
            throw new IllegalStateException("Not to be acknowledged");
        }));
        List<Order> behind = IntStream.range(0, 4).mapToObj(i -> order(Behaviour.SUCCEEDS)).toList();
        List<Delivery<Order>> sent = behind.stream().map(order -> send(row, order)).toList();
        Order first = behind.get(0);
        eventually(() -> isHeld(row, first.id()));
        Order failing = order(Behaviour.FAILS);
        Delivery<Order> refused = send(row, failing);
        // so that its acknowledgement is asked for while its completion is on its way
        records.freeze();
        consumers.letThemGoOn();
        eventually(() -> consumers.begun().contains(first.id()));
        assertThat(thrown).hasValue(0);
        records.thaw();

        assertThat(running.acknowledged()).isEqualTo("completed");
        sent.forEach(delivery -> assertThat(delivery.acknowledged()).isEqualTo("completed"));
        assertThat(thrown).hasValue(1);
        assertThat(refused.refused()).isInstanceOf(IllegalArgumentException.class);
        assertThat(settled).endsWith(Stream.concat(behind.stream(), Stream.of(failing)).map(Order::id).toArray(String[]::new));
        assertThat(send(row, order(Behaviour.SUCCEEDS)).acknowledged()).isEqualTo("completed");
    }

    /** Its event has to run again, before those of the messages behind it. */
    @Test
    void rejectionThatFailsEndsTheChannel() {
        String row = "fault.unrejected";
        grow(row, () -> send(row, order(Behaviour.SUCCEEDS)));
        Delivery<Order> running = sendRunning(row, order(Behaviour.WAITS));
        Order unstored = order("unstored", Behaviour.SUCCEEDS);
        List<Throwable> rejections = new CopyOnWriteArrayList<>();
        connector.<Message<Order>> source(row).send(Message.of(unstored).withNack(reason -> {
            rejections.add(reason);
            return CompletableFuture.failedFuture(reason);
        }));
        Order next = order(Behaviour.WAITS);
        Delivery<Order> besides = sendAhead(row, next);
        Order last = order(Behaviour.SUCCEEDS);
        Delivery<Order> behind = sendAhead(row, last);
        assertThat(isHeld(row, unstored.id())).isTrue();
        records.allowKeys("*order-*");
        consumers.letThemGoOn();
        assertThat(running.acknowledged()).isEqualTo("completed");
        eventually(() -> rejections.size() == 1 && consumers.begun().contains(next.id()));
        consumers.letThemGoOn();

        assertThat(besides.acknowledged()).isEqualTo("completed");
        eventually(() -> !isHeld(row, last.id()));
        assertThat(consumers.begun()).contains(unstored.id()).doesNotContain(last.id());
        assertThat(behind.isSettled()).isFalse();
        assertThat(rejections).singleElement().satisfies(reason -> assertThat(reason)
                .isInstanceOf(CompletionNotStoredException.class).rootCause().hasMessageStartingWith("NOPERM"));
    }

    /** Calls box a number again: it is not the object that it was claimed for. */
    @Test
    void claimsOfNumbersAreUsed() {
        String row = "fault.boxed";
        grow(row, () -> send(row, 1_000_000 + NEXT.incrementAndGet()));
        Delivery<Long> running = send(row, -1000);
        eventually(() -> consumers.begun().contains("-1000"));
        List<Delivery<Long>> sent = LongStream.rangeClosed(1001, 1100).mapToObj(id -> send(row, id)).toList();
        eventually(() -> isHeld(row, "1001"));
        // a claim that is held needs no store any more
        records.freeze();
        consumers.letThemGoOn();
        eventually(() -> consumers.begun().contains("1001"));
        records.thaw();
        assertThat(running.acknowledged()).isEqualTo("completed");
        sent.forEach(delivery -> assertThat(delivery.acknowledged()).isEqualTo("completed"));
        List<String> ids = LongStream.rangeClosed(1001, 1100).mapToObj(Long::toString).toList();
        assertThat(consumers.begun().stream().filter(ids::contains)).containsExactlyElementsOf(ids);
        assertThat(waits(row)).isZero();
    }

    /** Else the body would wait for a turn that comes after its own. */
    @Test
    void bodyGetsAKeyThatIsClaimedAheadBehindIt() {
        String row = "fault.calling";
        Order calling = order(Behaviour.WAITS);
        Order called = order(Behaviour.SUCCEEDS);
        consumers.calls(calling, called);
        Delivery<Order> running = sendRunning(row, calling);
        Delivery<Order> duplicate = sendAhead(row, called);
        consumers.letThemGoOn();
        assertThat(running.acknowledged()).isEqualTo("completed");
        assertThat(duplicate.acknowledged()).isEqualTo("completed");
        assertThat(elsewhere.done()).containsOnlyOnce(called.id());
        assertThat(consumers.begun()).doesNotContain(called.id());
    }

    /** Two windows get two orders each, in opposite orders, so that one claims ahead what the other one waits for. */
    @Test
    void windowsThatCrossBothEnd() {
        int rounds = 10_000;
        int together = 100;
        List<String> sent = new ArrayList<>();
        for (int round = 0; round < rounds; round += together) {
            List<Delivery<Order>> deliveries = new ArrayList<>();
            for (int i = 0; i < together; i++) {
                Order first = order(Behaviour.SUCCEEDS);
                Order second = order(Behaviour.SUCCEEDS);
                sent.add(first.id());
                sent.add(second.id());
                deliveries.add(send("fault.there", WindowFaults.CROSSED, first, first.id()));
                deliveries.add(send("fault.back", WindowFaults.CROSSED, second, second.id()));
                deliveries.add(send("fault.there", WindowFaults.CROSSED, second, second.id()));
                deliveries.add(send("fault.back", WindowFaults.CROSSED, first, first.id()));
            }
            eventually(() -> deliveries.stream().allMatch(Delivery::isSettled));
            deliveries.forEach(delivery -> assertThat(delivery.acknowledged()).isEqualTo("completed"));
        }
        assertThat(consumers.begun().stream().filter(Set.copyOf(sent)::contains)).containsExactlyInAnyOrderElementsOf(sent);
    }
}
