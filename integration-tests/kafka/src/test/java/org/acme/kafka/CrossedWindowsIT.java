package org.acme.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two processes get the same orders, each pair of them in opposite orders: one claims ahead what the other one waits for.
 * Leases
 * are so long that none of them expires.
 */
@ExtendWith({ Servers.class, ShowLogs.class })
class CrossedWindowsIT {

    private static final int ORDERS = 20_000;
    private static final int BLOCK = 10;
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    @Test
    void processesWhoseWindowsCrossBothEnd(Shop shop) throws Exception {
        List<String> topics = List.of("crossed-there", "crossed-back");
        for (String topic : topics) {
            shop.broker().createTopic(topic, 1);
        }
        try (ShopProcess there = start(shop, topics.get(0));
                ShopProcess back = start(shop, topics.get(1));
                Producer<String, String> producer = shop.broker().producer()) {
            send(producer, topics.get(0), ORDERS);
            send(producer, topics.get(1), ORDERS + 1);
            await("Both processes").atMost(TIMEOUT).until(() -> there.bodies().size() + back.bodies().size() == 2);
            for (int block = 0; block < ORDERS; block += BLOCK) {
                for (int i = 0; i < BLOCK; i++) {
                    send(producer, topics.get(0), block + i);
                    send(producer, topics.get(1), block + BLOCK - 1 - i);
                }
            }
            for (String topic : topics) {
                await("All orders of " + topic).atMost(TIMEOUT)
                        .until(() -> shop.broker().committed(topic, topic).equals(shop.broker().ends(topic)));
            }
            System.out.printf("%d orders: %d and %d bodies, %d and %d deliveries waited%n", ORDERS,
                    there.bodies().size(), back.bodies().size(), there.waits(), back.waits());
            assertThat(Stream.of(there, back).flatMap(CrossedWindowsIT::orders)).doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, ORDERS + 2).mapToObj(Load::order).toList());
            assertThat(there.waits() + back.waits()).as("deliveries that waited for the other process").isPositive();
        }
    }

    private static Stream<String> orders(ShopProcess process) {
        try {
            return process.bodies().stream().map(Journaled::order);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(Producer<String, String> producer, String topic, int order) {
        producer.send(new ProducerRecord<>(topic, "{\"id\":\"" + Load.order(order) + "\"}"));
    }

    private static ShopProcess start(Shop shop, String topic) throws Exception {
        return shop.start("crossed", topic, Map.of("mp.messaging.incoming.orders.enabled", "true",
                "mp.messaging.incoming.orders.topic", topic, "mp.messaging.incoming.orders.group.id", topic,
                "quarkus.event-idempotency.lease", "5M", "shop.placing", "0ms"));
    }
}
