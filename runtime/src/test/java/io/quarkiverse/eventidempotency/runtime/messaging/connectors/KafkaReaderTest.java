package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.Test;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;

class KafkaReaderTest {

    private static final String HERE = "here-1-2@3";
    private static final List<String> DEAD = List.of("dead-letter-topic=first", "dead-letter-partition=5",
            "dead-letter-offset=6");
    private static final List<String> RETRIED = List.of("delayed-retry-topic=first", "delayed-retry-partition=5",
            "delayed-retry-offset=6", "delayed-retry-original-timestamp=7", "delayed-retry-count=0");

    private final KafkaReader reader = new KafkaReader();

    private static Message<String> message(Object key, Headers headers) {
        return message(key, headers, "channel");
    }

    private static Message<String> message(Object key, Headers headers, String channel) {
        ConsumerRecord<Object, String> kafkaRecord = new ConsumerRecord<>("here", 1, 2, 3, TimestampType.CREATE_TIME, 0, 0,
                key, "payload", headers, Optional.empty());
        return Message.of("payload", Metadata.of(new IncomingKafkaRecordMetadata<>(kafkaRecord, channel)));
    }

    /** @param headers {@code name=value}, in their order */
    private static Message<String> message(List<String> headers) {
        return message(headers, "channel");
    }

    private static Message<String> message(List<String> headers, String channel) {
        RecordHeaders all = new RecordHeaders();
        for (String header : headers) {
            int equals = header.indexOf('=');
            all.add(header.substring(0, equals), header.substring(equals + 1).getBytes(UTF_8));
        }
        return message("key", all, channel);
    }

    private String place(List<String> headers) {
        return reader.kafkaRecord(message(headers), KafkaClusters.ONE);
    }

    @SafeVarargs
    private static List<String> headers(List<String>... groups) {
        return List.of(groups).stream().flatMap(List::stream).toList();
    }

    private static List<String> without(List<String> headers, String name) {
        return headers.stream().filter(header -> !header.startsWith(name + '=')).toList();
    }

    @Test
    void recordThatWasNotSentElsewhereStandsWhereItStands() {
        assertThat(place(List.of())).isEqualTo(HERE);
        assertThat(place(List.of("topic=other", "delayed-retry-count=1"))).isEqualTo(HERE);
        assertThat(reader.kafkaRecord(Message.of("no record"), KafkaClusters.ONE)).isNull();
    }

    @Test
    void deadLetterHasTheFirstPlaceButNoTimestamp() {
        assertThat(place(DEAD)).isEqualTo("first-5-6@");
        // Copied back to where it came from, and refused there once more: the oldest hop stands last.
        assertThat(place(headers(List.of("dead-letter-topic=second", "dead-letter-partition=8", "dead-letter-offset=9"),
                DEAD))).isEqualTo("first-5-6@");
    }

    @Test
    void retriedRecordHasTheFirstPlaceAndItsTimestamp() {
        assertThat(place(RETRIED)).isEqualTo("first-5-6@7");
        assertThat(place(headers(List.of("delayed-retry-topic=retry", "delayed-retry-partition=8", "delayed-retry-offset=9"),
                RETRIED))).isEqualTo("first-5-6@7");
    }

    @Test
    void oldestOfBothFamiliesDecides() {
        List<String> retriedLater = List.of("delayed-retry-topic=dead", "delayed-retry-partition=8", "delayed-retry-offset=9");
        assertThat(place(headers(retriedLater, DEAD, List.of("delayed-retry-original-timestamp=11"))))
                .isEqualTo("first-5-6@");
        List<String> deadLater = List.of("dead-letter-topic=retry", "dead-letter-partition=8", "dead-letter-offset=9");
        assertThat(place(headers(deadLater, RETRIED))).isEqualTo("first-5-6@7");
    }

    @Test
    void halfAPlaceIsNone() {
        for (String name : List.of("dead-letter-topic", "dead-letter-partition", "dead-letter-offset")) {
            assertThat(place(without(DEAD, name))).as("without " + name).isEqualTo(HERE);
        }
        for (String name : List.of("delayed-retry-topic", "delayed-retry-partition", "delayed-retry-offset",
                "delayed-retry-original-timestamp")) {
            assertThat(place(without(RETRIED, name))).as("without " + name).isEqualTo(HERE);
        }
        assertThat(place(List.of("dead-letter-topic=first", "dead-letter-partition=", "dead-letter-offset=6")))
                .isEqualTo(HERE);
    }

    @Test
    void placeThatAGuardedConsumerKeptOutdoesTheOthers() {
        assertThat(place(headers(List.of("idempotency-first-place=kept"), DEAD, RETRIED))).isEqualTo("kept");
        assertThat(place(headers(List.of("idempotency-first-place="), DEAD))).isEqualTo("first-5-6@");
    }

    @Test
    void placeNamesTheClusterThatTheRecordComesFrom() {
        KafkaClusters clusters = KafkaClusters.of(List.of("eu", "home", "us"), new SmallRyeConfigBuilder()
                .withDefaultValue("kafka.bootstrap.servers", "home:9092")
                .withDefaultValue("mp.messaging.incoming.home.connector", "smallrye-kafka")
                .withDefaultValue("mp.messaging.incoming.eu.connector", "smallrye-kafka")
                .withDefaultValue("mp.messaging.incoming.eu.bootstrap.servers", "eu:9092")
                .withDefaultValue("mp.messaging.incoming.us.connector", "smallrye-kafka")
                .withDefaultValue("mp.messaging.incoming.us.bootstrap.servers", "us:9092").build(), bean -> null);
        BiFunction<List<String>, String, String> place = (headers, channel) -> reader
                .kafkaRecord(message(headers, channel), clusters);

        assertThat(place.apply(List.of(), "home")).isEqualTo(HERE);
        assertThat(place.apply(List.of(), "eu")).isEqualTo("eu/" + HERE);
        assertThat(place.apply(List.of(), "us")).isEqualTo("us/" + HERE);
        assertThat(place.apply(List.of(), "us$2")).as("copy of a channel with concurrency").isEqualTo("us/" + HERE);
        assertThat(place.apply(List.of(), null)).isEqualTo(HERE);

        // by a retry topic or a dead-letter queue of the same cluster, whose channel may be another
        assertThat(place.apply(RETRIED, "eu")).isEqualTo("eu/first-5-6@7");
        assertThat(place.apply(DEAD, "home")).isEqualTo("first-5-6@");
        Message<String> fresh = message(List.of(), "eu");
        reader.keepIdentity(fresh, clusters);
        String kept = "idempotency-first-place="
                + new String(headersOf(fresh).lastHeader("idempotency-first-place").value(), UTF_8);
        assertThat(place.apply(List.of(kept), "eu")).isEqualTo("eu/" + HERE);
        assertThat(place.apply(List.of(kept), "home")).as("moved to another cluster").isEqualTo("eu/" + HERE);
        // kept by a consumer of one cluster
        assertThat(place.apply(List.of("idempotency-first-place=first-5-6@7"), "us")).isEqualTo("us/first-5-6@7");
    }

    @Test
    void identityIsKeptOnceAndAsItIs() {
        Message<String> fresh = message(List.of());
        reader.keepIdentity(fresh, KafkaClusters.ONE);
        reader.keepIdentity(fresh, KafkaClusters.ONE);
        assertThat(headersOf(fresh)).extracting(header -> header.key() + '=' + new String(header.value(), UTF_8))
                .containsExactly("idempotency-first-place=" + HERE);

        Message<String> retried = message(RETRIED);
        reader.keepIdentity(retried, KafkaClusters.ONE);
        assertThat(headersOf(retried).lastHeader("idempotency-first-place").value()).asString(UTF_8)
                .isEqualTo("first-5-6@7");

        Message<String> kept = message(List.of("idempotency-first-place=kept"));
        reader.keepIdentity(kept, KafkaClusters.ONE);
        assertThat(headersOf(kept)).hasSize(1);

        for (String malformed : List.of("", "x".repeat(1025))) {
            Message<String> damaged = message(List.of("idempotency-first-place=" + malformed));
            reader.keepIdentity(damaged, KafkaClusters.ONE);
            assertThat(headersOf(damaged).lastHeader("idempotency-first-place").value()).asString(UTF_8).isEqualTo(HERE);
        }

        reader.keepIdentity(Message.of("no record"), KafkaClusters.ONE);
    }

    private String header(Message<?> message, String name) {
        return new String((byte[]) reader.header(message, name), UTF_8);
    }

    /** Those that failure strategies send on. */
    private static Headers headersOf(Message<?> message) {
        return message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow().getHeaders();
    }

    @Test
    void headerIsTheLastOfItsName() {
        assertThat(header(message(List.of("a=1", "a=2")), "a")).isEqualTo("2");
        assertThat(reader.header(message(List.of("a=1")), "b")).isNull();
        assertThat(reader.header(Message.of("no record"), "a")).isNull();
    }

    @Test
    void keyIsTextWhereItsTypeHasOne() {
        UUID uuid = UUID.randomUUID();
        for (Object key : List.of("text", 12L, uuid, TimeUnit.DAYS, true)) {
            assertThat(reader.kafkaKey(message(key, new RecordHeaders()))).isEqualTo(key.toString());
        }
        assertThat(reader.kafkaKey(message(Colour.RED, new RecordHeaders()))).isEqualTo("RED");
        assertThat(reader.kafkaKey(message(null, new RecordHeaders()))).isNull();
        assertThat(reader.kafkaKey(Message.of("no record"))).isNull();
        assertThatThrownBy(() -> reader.kafkaKey(message(new byte[1], new RecordHeaders())))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("key.deserializer");
    }

    /** Its text is for people. */
    private enum Colour {
        RED;

        @Override
        public String toString() {
            return "a colour";
        }
    }
}
