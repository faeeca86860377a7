package io.quarkiverse.eventidempotency.deployment.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.assertj.core.api.SoftAssertions;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.eventidempotency.CompletionNotStoredException;
import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.quarkiverse.eventidempotency.deployment.messages.Order.Behaviour;
import io.quarkiverse.eventidempotency.deployment.messages.Signature.Gives;
import io.quarkiverse.eventidempotency.deployment.messages.Signature.Takes;
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
 * Each signature of a consumer and all that can happen to its message: how often the body runs, how the message is settled,
 * what stood in Redis then, and that the channel goes on.
 */
abstract class MessageMatrix {

    private static RedisServer server;

    private static final AtomicInteger NEXT = new AtomicInteger();

    @Inject
    @Connector(InMemoryConnector.CONNECTOR)
    InMemoryConnector connector;

    @Inject
    Journal journal;

    @Inject
    Processors processors;

    @Inject
    Records records;

    @Inject
    ScopeCounters counters;

    static QuarkusUnitTest application() {
        int port = Records.freePort();
        return channels(new QuarkusUnitTest())
                .withApplicationRoot(jar -> jar.addClasses(Consumers.class, Delivery.class, Journal.class, MessageMatrix.class,
                        Order.class, Processors.class, Receipt.class, Records.class, Signature.class, Trace.class))
                .addBuildChainCustomizer(chain -> chain.addBuildStep(
                        step -> step.produce(AdditionalBeanBuildItem.unremovableOf(ConsumerRecordConverter.class)))
                        .produces(AdditionalBeanBuildItem.class).build())
                .setBeforeAllCustomizer(() -> server = Records.start(port))
                .setAfterAllCustomizer(() -> server.stop())
                .overrideConfigKey("quarkus.redis.hosts", "redis://127.0.0.1:" + port)
                // Longer than anything that the tests wait for.
                .overrideConfigKey("quarkus.event-idempotency.lease", "2M")
                .overrideConfigKey("quarkus.event-idempotency.redis.command-timeout", "500ms")
                .overrideConfigKey("quarkus.event-idempotency.store-retry-timeout", "2s");
    }

    private static QuarkusUnitTest channels(QuarkusUnitTest test) {
        String connector = ".connector";
        for (String channel : List.of("pre-processing", "none")) {
            test.overrideConfigKey("mp.messaging.incoming." + channel + connector, InMemoryConnector.CONNECTOR);
        }
        for (Signature signature : Signature.values()) {
            test.overrideConfigKey("mp.messaging.incoming." + signature.channel() + connector, InMemoryConnector.CONNECTOR);
            if (signature.gives() != Gives.NOTHING) {
                test.overrideConfigKey("mp.messaging.outgoing." + signature.outgoing() + connector,
                        InMemoryConnector.CONNECTOR);
            }
        }
        return test;
    }

    /** By name: the test runs in another class loader than its arguments come from. */
    static Stream<String> signatures() {
        return Stream.of(Signature.values()).map(Signature::name);
    }

    static Stream<String> signaturesOfMessages() {
        return Stream.of(Signature.values()).filter(s -> s.takes() == Takes.MESSAGE).map(Signature::name);
    }

    Signature signature(String name) {
        Signature signature = Signature.valueOf(name);
        assumeTrue(isThere(signature), "virtual threads need JDK 21, this is " + Runtime.version());
        prepare(signature);
        return signature;
    }

    /** Brings a consumer into the state in which the test is to find it. */
    void prepare(Signature signature) {
        // as it is
    }

    private static boolean isThere(Signature signature) {
        return signature != Signature.VIRTUAL_THREAD || Runtime.version().feature() >= 21;
    }

    static String newId() {
        return "order-" + NEXT.incrementAndGet();
    }

    @BeforeEach
    @AfterEach
    void thaw() {
        records.thaw();
    }

    private Delivery<Order> send(Signature signature, String id, Behaviour behaviour, boolean onContext) {
        boolean output = signature.gives() != Gives.NOTHING;
        return send(signature.channel(), new Order(id, behaviour), onContext, output ? signature.outgoing() : null);
    }

    Delivery<Order> send(Signature signature, String id, Behaviour behaviour) {
        return send(signature, id, behaviour, false);
    }

    /** The settlement records the status in the store and the number of the event's outputs at that time. */
    private Delivery<Order> send(String channel, Order order, boolean onContext, String outgoing) {
        ConsumerRecord<String, Order> kafkaRecord = new ConsumerRecord<>("orders", 0, NEXT.incrementAndGet(), order.id(),
                order);
        Delivery<Order> delivery = new Delivery<>(order,
                Metadata.of(new Trace(order.id()), new IncomingKafkaRecordMetadata<>(kafkaRecord, channel)), () -> {
                    int outputs = outgoing == null ? 0 : outputs(outgoing, order.id()).size();
                    return records.status(Consumers.SCOPE, order.id()).thenApply(status -> status + ", outputs " + outputs);
                });
        InMemorySource<Message<Order>> source = connector.source(channel);
        source.runOnVertxContext(onContext).send(delivery.message());
        return delivery;
    }

    private List<Receipt> outputs(String outgoing, String id) {
        return connector.<Receipt> sink(outgoing).received().stream().map(Message::getPayload)
                .filter(receipt -> receipt.id().equals(id)).toList();
    }

    private List<Receipt> outputs(Signature signature, String id) {
        return signature.gives() == Gives.NOTHING ? List.of() : outputs(signature.outgoing(), id);
    }

    /** That the delivery was acknowledged after its completion was stored, and a chained output before. */
    static void assertAcknowledged(Signature signature, Delivery<Order> delivery, int outputs) {
        assertThat(delivery.acknowledged()).isEqualTo("completed, outputs " + switch (signature.gives()) {
            case NOTHING -> 0;
            case CHAINED -> outputs;
            case UNCHAINED -> outputs - 1;
        });
    }

    /** Once a further message has come through, nothing is left to happen to the ones before it. */
    void assertAlive(Signature signature, Delivery<?>... settled) {
        String id = newId();
        assertAcknowledged(signature, send(signature, id, Behaviour.SUCCEEDS), 1);
        assertThat(journal.bodies(id)).isEqualTo(1);
        eventually(() -> signature.gives() == Gives.NOTHING || outputs(signature, id).equals(List.of(new Receipt(id, 1))));
        for (Delivery<?> delivery : settled) {
            assertThat(delivery.settlements()).as("settled once").isEqualTo(1);
        }
    }

    private void assertOutputs(Signature signature, String id, Receipt... receipts) {
        if (signature.gives() != Gives.NOTHING) {
            assertThat(outputs(signature, id)).containsExactly(receipts);
        }
    }

    static void eventually(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(5)).until(condition);
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void freshRunsAndDuplicateIsReplayed(String name) {
        Signature signature = signature(name);
        for (boolean onContext : new boolean[] { false, true }) {
            String id = newId();

            Delivery<Order> fresh = send(signature, id, Behaviour.SUCCEEDS, onContext);
            assertAcknowledged(signature, fresh, 1);
            assertThat(journal.bodies(id)).isEqualTo(1);

            Delivery<Order> duplicate = send(signature, id, Behaviour.SUCCEEDS, onContext);
            assertAcknowledged(signature, duplicate, 2);

            assertAlive(signature, fresh, duplicate);
            assertThat(journal.bodies(id)).isEqualTo(1);
            assertOutputs(signature, id, new Receipt(id, 1), new Receipt(id, 1));
        }
    }

    CompletableFuture<Receipt> runElsewhere(String id) {
        CompletableFuture<Receipt> result = new CompletableFuture<>();
        processors.elsewhere(id, result).subscribe().with(item -> {
        }, failure -> {
        });
        eventually(() -> Records.get(records.status(Consumers.SCOPE, id)).equals("processing"));
        return result;
    }

    /** {@return the number of deliveries that have had to wait for another one} */
    long waits() {
        return counters.of(Consumers.SCOPE).count(DeliveryIncident.WAIT);
    }

    private void awaitThatItWaits(String id, Delivery<Order> delivery, long before) {
        eventually(() -> waits() > before);
        assertThat(delivery.isSettled()).isFalse();
        assertThat(journal.bodies(id)).isZero();
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void inFlightHoldsTheChannelUntilTheOtherDeliveryCompletes(String name) {
        Signature signature = signature(name);
        String id = newId();
        CompletableFuture<Receipt> result = runElsewhere(id);

        long before = waits();
        Delivery<Order> held = send(signature, id, Behaviour.SUCCEEDS);
        String next = newId();
        Delivery<Order> behind = send(signature, next, Behaviour.SUCCEEDS);
        awaitThatItWaits(id, held, before);
        if (signature.isOrdered()) {
            assertThat(behind.isSettled()).isFalse();
            assertThat(journal.bodies(next)).isZero();
        } else {
            behind.acknowledged();
        }

        Receipt receipt = new Receipt(id, 77);
        result.complete(receipt);
        assertAcknowledged(signature, held, 1);
        assertAcknowledged(signature, behind, 1);

        assertAlive(signature, held, behind);
        assertThat(journal.bodies(id)).isZero();
        assertOutputs(signature, id, receipt);
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void inFlightRunsWhenTheOtherDeliveryFails(String name) {
        Signature signature = signature(name);
        String id = newId();
        CompletableFuture<Receipt> result = runElsewhere(id);
        long before = waits();
        Delivery<Order> held = send(signature, id, Behaviour.SUCCEEDS);
        awaitThatItWaits(id, held, before);

        result.completeExceptionally(new IllegalStateException("elsewhere"));
        assertAcknowledged(signature, held, 1);

        assertAlive(signature, held);
        assertThat(journal.bodies(id)).isEqualTo(1);
        assertOutputs(signature, id, new Receipt(id, 1));
    }

    private void assertRefusedAndRunsAgain(String name, Behaviour behaviour) {
        Signature signature = signature(name);
        String id = newId();

        Delivery<Order> failing = send(signature, id, behaviour);
        assertThat(failing.refused()).isSameAs(journal.refusal(id));
        assertThat(Records.get(failing.settled().before())).isEqualTo("failed, outputs 0");

        assertAlive(signature, failing);
        assertThat(journal.bodies(id)).isEqualTo(1);
        assertOutputs(signature, id);

        Delivery<Order> again = send(signature, id, Behaviour.SUCCEEDS);
        assertAcknowledged(signature, again, 1);
        assertAlive(signature, failing, again);
        assertThat(journal.bodies(id)).isEqualTo(2);
        assertOutputs(signature, id, new Receipt(id, 2));
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void failingIsRefusedWithTheFailureAndRunsAgain(String name) {
        assertRefusedAndRunsAgain(name, Behaviour.FAILS);
    }

    @ParameterizedTest
    @MethodSource("signaturesOfMessages")
    void messageThatItsBodyRefusesRunsAgain(String name) {
        assertRefusedAndRunsAgain(name, Behaviour.REFUSES);
    }

    @ParameterizedTest
    @MethodSource("signaturesOfMessages")
    void messageThatItsBodyAcknowledgesBeforeItFailsRunsAgain(String name) {
        assertRefusedAndRunsAgain(name, Behaviour.ACKNOWLEDGES_AND_FAILS);
    }

    private static Stream<Signature> all() {
        return Stream.of(Signature.values()).filter(MessageMatrix::isThere);
    }

    @Test
    void whileTheStoreIsAwayNothingRunsAndThenTheChannelsGoOn() {
        records.freeze();
        Map<Signature, Delivery<Order>> deliveries = new EnumMap<>(Signature.class);
        Map<Signature, String> ids = new EnumMap<>(Signature.class);
        all().forEach(signature -> {
            ids.put(signature, newId());
            deliveries.put(signature, send(signature, ids.get(signature), Behaviour.SUCCEEDS));
        });
        SoftAssertions.assertSoftly(soft -> deliveries.forEach((signature, delivery) -> {
            soft.assertThat(delivery.refused()).as(signature.name()).isInstanceOf(StoreUnavailableException.class);
            soft.assertThat(journal.bodies(ids.get(signature))).as(signature.name()).isZero();
        }));
        records.thaw();
        deliveries.forEach((signature, delivery) -> assertAlive(signature, delivery));

        // What was given up in doubt must not hold the event for a lease.
        deliveries.forEach((signature, delivery) -> {
            Delivery<Order> again = send(signature, ids.get(signature), Behaviour.SUCCEEDS);
            assertAcknowledged(signature, again, 1);
            assertAlive(signature, delivery, again);
            assertThat(journal.bodies(ids.get(signature))).as(signature.name()).isEqualTo(1);
        });
    }

    @Test
    void completionsThatCannotBeStoredAreRefused() {
        Map<Signature, Delivery<Order>> deliveries = new EnumMap<>(Signature.class);
        all().forEach(signature -> {
            String id = newId();
            deliveries.put(signature, send(signature, id, Behaviour.WAITS));
            eventually(() -> journal.bodies(id) == 1);
        });
        records.freeze();
        journal.letThemGoOn();
        SoftAssertions.assertSoftly(soft -> deliveries.forEach((signature, delivery) -> soft.assertThat(delivery.refused())
                .as(signature.name()).isInstanceOf(CompletionNotStoredException.class)));
        records.thaw();
        deliveries.forEach((signature, delivery) -> assertAlive(signature, delivery));
    }

    /** Who has the message acknowledged before, or never, has it guarded all the same. */
    @ParameterizedTest
    @CsvSource({ "pre-processing, 1", "none, 0" })
    void acknowledgementsOfOtherStrategiesAreLeftToThem(String channel, int acknowledgements) {
        String id = newId();
        Order order = new Order(id, Behaviour.SUCCEEDS);
        Delivery<Order> fresh = send(channel, order, false, null);
        Delivery<Order> duplicate = send(channel, order, false, null);
        String flying = newId();
        CompletableFuture<Receipt> result = runElsewhere(flying);
        long before = waits();
        Delivery<Order> held = send(channel, new Order(flying, Behaviour.SUCCEEDS), false, null);
        eventually(() -> waits() > before);
        String next = newId();
        Delivery<Order> last = send(channel, new Order(next, Behaviour.SUCCEEDS), false, null);
        assertThat(journal.bodies(next)).isZero();
        result.complete(new Receipt(flying, 77));
        eventually(() -> journal.bodies(next) == 1);

        for (Delivery<Order> delivery : List.of(fresh, duplicate, held, last)) {
            assertThat(delivery.settlements()).isEqualTo(acknowledgements);
        }
        if (acknowledgements > 0) {
            assertThat(fresh.acknowledged()).isEqualTo("none, outputs 0");
            assertThat(held.acknowledged()).isEqualTo("processing, outputs 0");
        }
        assertThat(journal.bodies(id)).isEqualTo(1);
        assertThat(journal.bodies(flying)).isZero();
    }
}
