package org.acme.orders;

import static io.restassured.RestAssured.when;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.acme.kafka.Broker;
import org.acme.kafka.Redis;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** Each consumer of the packaged application gets each record twice. */
@QuarkusIntegrationTest
@WithTestResource(Servers.class)
class ConsumersIT {

    static final List<String> TOPICS = Stream.concat(consumers().map(Consumer::topic),
            consumers().map(Consumer::output).filter(output -> !output.isEmpty())).toList();

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    Broker broker;
    Redis redis;

    /**
     * @param runs how often the body has run after two deliveries
     * @param keys of the records; empty where they are not known before
     * @param output the topic that it sends to, one record for each delivery; empty where there is none
     */
    record Consumer(String topic, String key, String payload, Map<String, String> headers, int runs, Set<String> keys,
            String output) {

        Consumer(String topic, String key, String payload, Map<String, String> headers, String recordKey) {
            this(topic, key, payload, headers, 1, Set.of(recordKey), "");
        }

        ProducerRecord<String, String> event() {
            ProducerRecord<String, String> event = new ProducerRecord<>(topic, key, payload);
            headers.forEach((name, value) -> event.headers().add(name, value.getBytes(UTF_8)));
            return event;
        }

        @Override
        public String toString() {
            return topic;
        }
    }

    static Stream<Consumer> consumers() {
        String item = """
                {"id":"i-1"}""";
        Map<String, String> none = Map.of();
        return Stream.of(
                new Consumer("kafka-envelope", null, """
                        {"event_id":"e-1","event_type":"placed","occurred_at":"2026-03-01T00:00:00Z","payload":{"id":"i-1"}}""",
                        none, "e-1"),
                new Consumer("kafka-payload", null, """
                        {"id":"l-1","stamp":{"cents":80}}""", none, "l-1"),
                new Consumer("kafka-worker", null, "a", Map.of("order-id", "o-1"), "o-1"),
                new Consumer("kafka-virtual", "k-1", "a", none, "k-1"),
                new Consumer("kafka-identity", null, "a", Map.of("idempotency-key", "h-1"), "h-1"),
                new Consumer("kafka-place", null, "a", none, 2, Set.of(), ""),
                new Consumer("kafka-cloud-event", null, "a", Map.of("ce_specversion", "1.0", "ce_id", "17", "ce_source",
                        "urn:shop", "ce_type", "placed"), "urn:shop:17"),
                new Consumer("kafka-message", null, "p-1", none, "p-1"),
                new Consumer("kafka-kafka-record", "k-1", "a", none, "k-1"),
                new Consumer("kafka-consumer-record", "k-1", item, none, "k-1:i-1"),
                new Consumer("kafka-processor", null, "p-1", none, 1, Set.of("p-1"), "processed"),
                new Consumer("kafka-record-processor", null, "p-1", none, 1, Set.of("p-1"), "processed-records"),
                new Consumer("kafka-message-processor", null, "p-1", none, 1, Set.of("p-1"), "processed-messages"),
                new Consumer("kafka-batch", null, item, none, "i-1"),
                new Consumer("kafka-batch-message", "k-1", "a", none, "k-1"),
                new Consumer("kafka-batch-records", "k-1", "a", none, "k-1"));
    }

    @ParameterizedTest
    @MethodSource("consumers")
    void consumesTwice(Consumer consumer) throws Exception {
        try (Producer<String, String> producer = broker.producer()) {
            producer.send(consumer.event());
            producer.send(consumer.event());
        }
        await("The offset of " + consumer.topic()).atMost(TIMEOUT)
                .until(() -> broker.committed(consumer.topic(), consumer.topic()).equals(Map.of(0, 2L)));

        assertThat(when().get("/cases/" + consumer.topic() + "/runs").then().extract().asString())
                .isEqualTo(String.valueOf(consumer.runs()));
        Map<String, String> statuses = redis.records("idempotency:events:" + consumer.topic() + ":").entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, record -> record.getValue().path("status").asText()));
        assertThat(statuses.keySet()).hasSize(consumer.runs()).containsAll(consumer.keys());
        assertThat(statuses.values()).containsOnly("completed");
        if (!consumer.output().isEmpty()) {
            assertThat(broker.read(consumer.output())).hasSize(2).extracting(ConsumerRecord::value)
                    .allMatch(value -> value.contains("run 1"));
        }
    }
}
