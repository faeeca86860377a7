package io.quarkiverse.eventidempotency.deployment.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.eventidempotency.MissingIdempotencyKeyException;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.reactive.messaging.ce.impl.DefaultIncomingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySource;
import io.smallrye.reactive.messaging.providers.locals.LocalContextMetadata;
import io.vertx.core.Vertx;
import redis.embedded.RedisServer;

/** Where the key of a message comes from, seen by the records that its deliveries leave in Redis. */
class MessageKeysTest {

    private static final int PORT = Records.freePort();
    private static RedisServer server;

    private static final String FIRST_PLACE = "idempotency-first-place";

    @RegisterExtension
    static final QuarkusUnitTest TEST = channels(new QuarkusUnitTest())
            .withApplicationRoot(jar -> jar.addClasses(KeyedConsumers.class, Together.class, Delivery.class, Records.class))
            .setBeforeAllCustomizer(() -> server = Records.start(PORT))
            .setAfterAllCustomizer(() -> server.stop())
            .overrideConfigKey("quarkus.redis.hosts", "redis://127.0.0.1:" + PORT)
            .overrideConfigKey("quarkus.event-idempotency.scopes.\"reordered\".identity-sources", "kafka-record,header")
            .overrideConfigKey("quarkus.event-idempotency.scopes.\"header-only\".identity-sources", "header")
            .overrideConfigKey("quarkus.event-idempotency.scopes.\"bypassing\".allow-bypass", "true");

    private static final AtomicInteger NEXT = new AtomicInteger();

    @Inject
    @Connector(InMemoryConnector.CONNECTOR)
    InMemoryConnector connector;

    @Inject
    KeyedConsumers consumers;

    @Inject
    Vertx vertx;

    @Inject
    Records records;

    private static QuarkusUnitTest channels(QuarkusUnitTest test) {
        for (String channel : List.of("identity", "identity-on-worker", "identity-of-message", "reordered", "header-only",
                "header", "proceeding", "kafka-key", "cloud-event", "message-id", "whole", "bypassing", "sender", "first")) {
            test.overrideConfigKey("mp.messaging.incoming." + channel + ".connector", InMemoryConnector.CONNECTOR);
        }
        return test;
    }

    /** A record at partition 3, of timestamp 42, and what else its message has. */
    private static final class Sent {

        private final int offset;
        private final RecordHeaders headers = new RecordHeaders();
        private final List<Object> metadata = new ArrayList<>();
        private String key = "key-" + NEXT.incrementAndGet();

        Sent(int offset) {
            this.offset = offset;
        }

        Sent() {
            this(NEXT.incrementAndGet());
        }

        Sent header(String name, byte[] value) {
            headers.add(name, value);
            return this;
        }

        Sent header(String name, String value) {
            return header(name, value.getBytes(UTF_8));
        }

        Sent key(String recordKey) {
            key = recordKey;
            return this;
        }

        Sent cloudEvent(String source, String id) {
            metadata.add(new DefaultIncomingCloudEventMetadata<>("1.0", id, URI.create(source), "type", null, null, null, null,
                    Map.of(), null));
            return this;
        }

        String place() {
            return "orders-3-" + offset + "@42";
        }

        Metadata metadata() {
            metadata.add(new IncomingKafkaRecordMetadata<>(new ConsumerRecord<>("orders", 3, offset, 42,
                    TimestampType.CREATE_TIME, 0, 0, key, "value", headers, Optional.empty()), "channel"));
            return Metadata.of(metadata.toArray());
        }
    }

    private record Outcome(Delivery<String> delivery, String payload) {
    }

    /** What is asked at the settlement is the place that a failure strategy would find in the headers. */
    private static Delivery<String> delivery(String payload, Sent sent) {
        Metadata metadata = sent.metadata();
        return new Delivery<>(payload, metadata, () -> CompletableFuture.completedFuture(firstPlace(metadata)));
    }

    private static String firstPlace(Metadata metadata) {
        Header header = metadata.get(IncomingKafkaRecordMetadata.class).orElseThrow().getHeaders().lastHeader(FIRST_PLACE);
        return header == null ? "none" : new String(header.value(), UTF_8);
    }

    private Outcome send(String channel, Sent sent, String prefix) {
        String payload = prefix + ' ' + NEXT.incrementAndGet();
        Delivery<String> delivery = delivery(payload, sent);
        InMemorySource<Message<String>> source = connector.source(channel);
        source.send(delivery.message());
        return new Outcome(delivery, payload);
    }

    private void assertRuns(String channel, Sent sent) {
        Outcome outcome = send(channel, sent, "fine");
        outcome.delivery().acknowledged();
        assertThat(consumers.ran(outcome.payload())).as("runs").isTrue();
    }

    private void assertDuplicate(String channel, Sent sent) {
        Outcome outcome = send(channel, sent, "fine");
        outcome.delivery().acknowledged();
        assertThat(consumers.ran(outcome.payload())).as("is a duplicate").isFalse();
    }

    private void assertMissing(String channel, Sent sent) {
        Outcome outcome = send(channel, sent, "fine");
        assertThat(outcome.delivery().refused()).isInstanceOf(MissingIdempotencyKeyException.class);
        assertThat(consumers.ran(outcome.payload())).isFalse();
    }

    /** That both are one event of this key. */
    private void assertKey(String channel, String key, Sent sent, Sent again) {
        List<String> before = records.keys(channel);
        assertThat(before).doesNotContain(key);
        assertRuns(channel, sent);
        assertDuplicate(channel, again);
        List<String> after = new ArrayList<>(records.keys(channel));
        after.removeAll(before);
        assertThat(after).containsExactly(key);
    }

    @ParameterizedTest
    @ValueSource(strings = { "identity", "identity-on-worker", "identity-of-message" })
    void ownIdentityIsTheFirstOfTheSources(String channel) {
        assertKey(channel, "h-1", new Sent().header("idempotency-key", "h-1").cloudEvent("urn:a", "1"),
                new Sent().header("idempotency-key", "h-1").cloudEvent("urn:b", "2"));
        assertKey(channel, "urn\\:shop:17", new Sent().cloudEvent("urn:shop", "17"), new Sent().cloudEvent("urn:shop", "17"));
        Sent place = new Sent();
        assertKey(channel, place.place(), place, new Sent(place.offset));
    }

    @Test
    void sourcesAreTakenInTheConfiguredOrder() {
        Sent place = new Sent().header("idempotency-key", "a");
        assertKey("reordered", place.place(), place, new Sent(place.offset).header("idempotency-key", "b"));
        assertKey("header-only", "a", new Sent().header("idempotency-key", "a"), new Sent().header("idempotency-key", "a"));
        assertMissing("header-only", new Sent().cloudEvent("urn:shop", "17"));
    }

    @Test
    void expressionsReadTheMessage() {
        assertKey("header", "order:7", new Sent().header("order-id", "7"), new Sent().header("order-id", "7"));
        assertKey("kafka-key", "k", new Sent().key("k"), new Sent().key("k"));
        assertMissing("kafka-key", new Sent().key(null));
        assertKey("cloud-event", "9", new Sent().cloudEvent("urn:a", "9"), new Sent().cloudEvent("urn:b", "9"));
        assertMissing("cloud-event", new Sent());
        assertMissing("cloud-event", new Sent().cloudEvent("urn:a", ""));
        Sent place = new Sent().header("idempotency-key", "a").cloudEvent("urn:a", "1");
        assertKey("message-id", place.place(), place, new Sent(place.offset));
    }

    private static Map<String, byte[]> malformed() {
        Map<String, byte[]> values = new HashMap<>();
        values.put("empty", new byte[0]);
        values.put("over 1 KiB", "x".repeat(1025).getBytes(UTF_8));
        values.put("no UTF-8", new byte[] { 'a', (byte) 0xC3, '(' });
        values.put("null", null);
        return values;
    }

    @Test
    void malformedHeaderIsAbsent() {
        malformed().forEach((what, value) -> {
            assertMissing("header", new Sent().header("order-id", value));
            Sent place = new Sent().header("idempotency-key", value);
            assertKey("identity", place.place(), place, new Sent(place.offset));
        });
        assertMissing("header", new Sent());
        String longest = "x".repeat(1018); // with the text before it as long as a key may be
        assertKey("header", "order:" + longest, new Sent().header("order-id", longest),
                new Sent().header("order-id", longest));
    }

    @Test
    void whereTheKeyMayBeMissingSuchMessagesRunUnguarded() {
        malformed().forEach((what, value) -> {
            assertRuns("proceeding", new Sent().header("order-id", value));
            assertRuns("proceeding", new Sent().header("order-id", value));
        });
        assertThat(records.keys("proceeding")).isEmpty();
        assertKey("proceeding", "7", new Sent().header("order-id", "7"), new Sent().header("order-id", "7"));
    }

    @Test
    void messageIsLetPastTheGuardOnlyWhereThatIsAllowed() {
        assertRuns("bypassing", new Sent().header("order-id", "7"));
        assertRuns("bypassing", new Sent().header("order-id", "7").header("idempotency-bypass", "true"));
        assertRuns("bypassing", new Sent().header("idempotency-bypass", "true"));
        assertDuplicate("bypassing", new Sent().header("order-id", "7").header("idempotency-bypass", "yes"));
        assertThat(records.keys("bypassing")).containsExactly("7");

        assertRuns("header", new Sent().header("order-id", "by"));
        assertDuplicate("header", new Sent().header("order-id", "by").header("idempotency-bypass", "true"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "identity", "identity-on-worker", "identity-of-message", "message-id" })
    void refusedRecordTakesItsPlaceAlong(String channel) {
        Sent sent = new Sent();
        Delivery<String> failing = send(channel, sent, "failing").delivery();
        assertThat(failing.refused()).isInstanceOf(IllegalStateException.class);
        assertThat(Records.get(failing.settled().before())).as("header when it is refused").isEqualTo(sent.place());

        Sent retried = new Sent().header(FIRST_PLACE, sent.place());
        assertRuns(channel, retried);
        assertDuplicate(channel, new Sent(sent.offset));
        assertThat(records.keys(channel)).contains(sent.place()).doesNotContain(retried.place());
    }

    @Test
    void recordThatIsNotNamedByItsPlaceIsLeftAsItIs() {
        Delivery<String> failing = send("header", new Sent().header("order-id", "failing"), "failing").delivery();
        failing.refused();
        assertThat(Records.get(failing.settled().before())).isEqualTo("none");
    }

    @Test
    void deadLetterAndRetriedRecordHaveTheirFirstPlace() {
        assertKey("identity", "first-5-6@", new Sent().header("dead-letter-topic", "first")
                .header("dead-letter-partition", "5").header("dead-letter-offset", "6"),
                new Sent().header("dead-letter-topic", "second").header("dead-letter-partition", "8")
                        .header("dead-letter-offset", "9").header("dead-letter-topic", "first")
                        .header("dead-letter-partition", "5").header("dead-letter-offset", "6"));
        Sent first = new Sent();
        assertRuns("identity", first);
        assertDuplicate("identity", new Sent().header("delayed-retry-topic", "orders").header("delayed-retry-partition", "3")
                .header("delayed-retry-offset", Integer.toString(first.offset))
                .header("delayed-retry-original-timestamp", "42"));
    }

    /** A message that is emitted while another one is handled gets a copy of all that the other one's context holds. */
    @Test
    void emittedMessageHasNotItsSendersIdentity() {
        AtomicReference<Delivery<String>> emitted = new AtomicReference<>();
        consumers.emit(payload -> {
            emitted.set(new Delivery<>(payload, Metadata.empty(), () -> CompletableFuture.completedFuture("")));
            return emitted.get().message();
        });
        assertRuns("sender", new Sent().header("idempotency-key", "senders"));
        await().atMost(Duration.ofSeconds(20)).until(() -> emitted.get() != null);
        assertThat(emitted.get().refused()).isInstanceOf(MissingIdempotencyKeyException.class);

        consumers.emit(payload -> {
            emitted.set(delivery(payload, new Sent().header("idempotency-key", "its own")));
            return emitted.get().message();
        });
        assertRuns("sender", new Sent().header("idempotency-key", "senders, again"));
        emitted.get().acknowledged();
        assertThat(records.keys("inner")).containsExactly("its own");
        assertThat(records.keys("sender")).containsExactlyInAnyOrder("senders", "senders, again");
    }

    @Test
    void partsOfAMessageAreToldApart() {
        Sent whole = new Sent().cloudEvent("urn:shop", "whole");
        whole.metadata.add(new LocalContextMetadata(VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext())));
        send("whole", whole, "fine").delivery().acknowledged();
        List<String> parts = IntStream.range(0, KeyedConsumers.PARTS).mapToObj(i -> "part-" + i).toList();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(records.keys("parts")).containsExactlyInAnyOrderElementsOf(parts));
    }

    /** An output has the metadata of its input, and so its identity, but another consumer's scope. */
    @Test
    void outputOfAProcessorHasItsInputsIdentity() {
        Outcome fresh = send("first", new Sent().header("idempotency-key", "a"), "fine");
        fresh.delivery().acknowledged();
        assertThat(consumers.ran("output of " + fresh.payload())).isTrue();
        assertDuplicate("first", new Sent().header("idempotency-key", "a"));
        assertThat(records.keys("first")).containsExactly("a");
        assertThat(records.keys("second")).containsExactly("a");
    }
}
