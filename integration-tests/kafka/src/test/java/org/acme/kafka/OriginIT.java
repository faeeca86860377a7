package org.acme.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Records without any key, which keep the identity of their origin: their cluster and their place, on every topic
 * that they are moved to.
 */
@ExtendWith({ Servers.class, ShowLogs.class })
class OriginIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int PAYMENTS = 6;
    private static final int PARTITIONS = 2;

    @Test
    void keepsTheIdentityOfADeadLetter(Shop shop) throws Exception {
        String test = "dead-letter";
        Map<String, String> settings = settings(test);
        settings.put("mp.messaging.incoming.payments.failure-strategy", "dead-letter-queue");
        settings.put("mp.messaging.incoming.payments.dead-letter-queue.topic", test + "-dead");
        // A dead letter that fails again is a dead letter of a dead letter.
        settings.put("mp.messaging.incoming.dead-payments.failure-strategy", "dead-letter-queue");
        settings.put("mp.messaging.incoming.dead-payments.dead-letter-queue.topic", test + "-dead");
        settings.put("shop.failures", "2");
        create(shop, test, test + "-dead");

        completesInOneRecordAfter(3, shop, test, settings);
        assertThat(shop.broker().read(test + "-dead")).hasSize(2 * PAYMENTS);
    }

    @Test
    void keepsTheIdentityOfARetry(Shop shop) throws Exception {
        String test = "retry";
        Map<String, String> settings = settings(test);
        settings.put("mp.messaging.incoming.payments.failure-strategy", "delayed-retry-topic");
        settings.put("mp.messaging.incoming.payments.delayed-retry-topic.topics", test + "_50," + test + "_100");
        settings.put("mp.messaging.incoming.payments.dead-letter-queue.topic", test + "-dead");
        settings.put("shop.failures", "3");
        create(shop, test, test + "_50", test + "_100", test + "-dead");

        completesInOneRecordAfter(4, shop, test, settings);
        for (String topic : List.of(test + "_50", test + "_100", test + "-dead")) {
            assertThat(shop.broker().read(topic)).as(topic).hasSize(PAYMENTS);
        }
    }

    @Test
    void tellsRecordsOfTwoClustersApart(Shop shop) throws Exception {
        String test = "clusters";
        try (Broker other = new Broker()) {
            Map<String, String> settings = settings(test);
            settings.put("mp.messaging.incoming.dead-payments.topic", test);
            settings.put("mp.messaging.incoming.dead-payments.bootstrap.servers", other.address());
            shop.broker().createTopic(test, 1);
            other.createTopic(test, 1);
            try (ShopProcess process = shop.start(test, "only", settings)) {
                // the same place in both clusters, down to the timestamp
                long timestamp = System.currentTimeMillis();
                for (Broker broker : List.of(shop.broker(), other)) {
                    try (Producer<String, String> producer = broker.producer()) {
                        producer.send(new ProducerRecord<>(test, 0, timestamp, null, "{\"id\":\"" + broker.address() + "\"}"));
                    }
                }
                awaitCommitted(shop, test);
                await().atMost(TIMEOUT).until(() -> other.committed(test, test + "-dead").equals(other.ends(test)));

                assertThat(process.bodies()).extracting(Journaled::order)
                        .containsExactlyInAnyOrder(shop.broker().address(), other.address());
                String place = test + "-0-0@" + timestamp;
                assertThat(shop.redis().records(test + ":" + Payments.SCOPE + ":"))
                        .containsOnlyKeys(place, "dead-payments/" + place);
            }
        }
    }

    private static void completesInOneRecordAfter(int attempts, Shop shop, String test, Map<String, String> settings)
            throws Exception {
        try (ShopProcess process = shop.start(test, "only", settings);
                Producer<String, String> producer = shop.broker().producer()) {
            for (int i = 0; i < PAYMENTS; i++) {
                producer.send(new ProducerRecord<>(test, i % PARTITIONS, null, "{\"id\":\"payment-" + i + "\"}"));
            }
            producer.flush();
            await().atMost(TIMEOUT).until(() -> process.bodies().size() >= attempts * PAYMENTS);
            awaitCommitted(shop, test);
            awaitCommitted(shop, test + "-dead");
            Map<String, JsonNode> records = shop.redis().records(test + ":" + Payments.SCOPE + ":");
            System.out.printf("%d attempts of %d payments: %s%n", attempts, PAYMENTS, records.keySet());
            assertThat(records).hasSize(PAYMENTS).allSatisfy((key, record) -> {
                assertThat(record.path("status").asText()).isEqualTo("completed");
                assertThat(record.path("attempt").asInt(1)).isEqualTo(attempts);
            });
            assertThat(records.keySet()).isEqualTo(shop.broker().read(test).stream()
                    .map(origin -> test + "-" + origin.partition() + "-" + origin.offset() + "@" + origin.timestamp())
                    .collect(Collectors.toSet()));

            // As a tool does that moves dead letters back to where they came from.
            for (ConsumerRecord<String, String> dead : shop.broker().read(test + "-dead")) {
                producer.send(new ProducerRecord<>(test, dead.partition(), dead.key(), dead.value(), dead.headers()));
            }
            producer.flush();
            awaitCommitted(shop, test);
            assertThat(process.bodies()).hasSize(attempts * PAYMENTS);
            assertThat(shop.redis().records(test + ":" + Payments.SCOPE + ":")).isEqualTo(records);
        }
    }

    private static Map<String, String> settings(String test) {
        return new HashMap<>(Map.of(
                "mp.messaging.incoming.payments.enabled", "true",
                "mp.messaging.incoming.payments.topic", test,
                "mp.messaging.incoming.payments.group.id", test,
                "mp.messaging.incoming.dead-payments.enabled", "true",
                "mp.messaging.incoming.dead-payments.topic", test + "-dead",
                "mp.messaging.incoming.dead-payments.group.id", test + "-dead"));
    }

    private static void create(Shop shop, String... topics) throws Exception {
        for (String topic : topics) {
            shop.broker().createTopic(topic, PARTITIONS);
        }
    }

    /** Awaits the group of the topic, which is called as the topic is. */
    private static void awaitCommitted(Shop shop, String topic) {
        await("The offsets of " + topic).atMost(TIMEOUT).until(() -> shop.broker().committed(topic, topic)
                .equals(shop.broker().ends(topic)));
    }
}
