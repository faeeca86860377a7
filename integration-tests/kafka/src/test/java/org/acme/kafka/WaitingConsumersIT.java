package org.acme.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Consumers on worker threads whose deliveries wait for another one of the same event: they leave threads to the body that they
 * wait for, and a stop of their process leaves their records unsettled.
 */
@ExtendWith({ Servers.class, ShowLogs.class })
class WaitingConsumersIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int PARTITIONS = 4;
    private static final int SAME = 800;
    private static final int OTHERS = 50;

    private static Map<String, String> settings(String channel, String topic, String... more) {
        String prefix = "mp.messaging.incoming." + channel + ".";
        Map<String, String> settings = new HashMap<>(Map.of(prefix + "enabled", "true", prefix + "topic", topic,
                prefix + "group.id", topic));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i].replace("{channel}", prefix), more[i + 1]);
        }
        return settings;
    }

    private static void send(Producer<String, String> producer, String topic, int partition, String id) {
        producer.send(new ProducerRecord<>(topic, partition, null, "{\"id\":\"" + id + "\"}"));
    }

    /** On the default pool of 200 threads, with more duplicates than that. */
    @ParameterizedTest
    @ValueSource(strings = { "shipments", "pick-ups" })
    void duplicatesLeaveThreadsToTheBodyThatTheyWaitFor(String channel, Shop shop) throws Exception {
        String topic = "waiting-" + channel;
        shop.broker().createTopic(topic, PARTITIONS);
        try (Producer<String, String> producer = shop.broker().producer()) {
            for (int i = 0; i < SAME + OTHERS; i++) {
                send(producer, topic, i % PARTITIONS, i < SAME ? "same" : "other-" + i);
            }
        }
        long start = System.nanoTime();
        try (ShopProcess process = shop.start(topic, "all",
                settings(channel, topic, "{channel}concurrency", String.valueOf(PARTITIONS)))) {
            await().atMost(TIMEOUT).until(() -> process.bodies().size() > OTHERS);
            System.out.printf("%s: %d duplicates of one event and %d others: all bodies %d ms after the process was started%n",
                    channel, SAME - 1, OTHERS, (System.nanoTime() - start) / 1_000_000);
            await().atMost(TIMEOUT).until(() -> shop.broker().committed(topic, topic).equals(shop.broker().ends(topic)));
            System.out.printf("%s: all offsets committed %d ms after the process was started%n", channel,
                    (System.nanoTime() - start) / 1_000_000);
            assertThat(process.bodies()).extracting(Journaled::order).doesNotHaveDuplicates().hasSize(1 + OTHERS);
        }
    }

    /** As each rolling deployment does it. */
    @ParameterizedTest
    @ValueSource(strings = { "shipments", "pick-ups" })
    void stopLeavesWhatWaitsForAnOwnerElsewhereUnsettled(String channel, Shop shop) throws Exception {
        String topic = "waiting-stop-" + channel;
        String[] deadLetters = { "{channel}failure-strategy", "dead-letter-queue", "{channel}dead-letter-queue.topic",
                topic + "-dead", "quarkus.event-idempotency.lease", "2S" };
        for (String name : new String[] { topic, topic + "-owner", topic + "-dead" }) {
            shop.broker().createTopic(name, 1);
        }
        try (Producer<String, String> producer = shop.broker().producer()) {
            send(producer, topic, 0, "slow");
            send(producer, topic + "-owner", 0, "slow");
        }
        Map<String, String> owning = settings(channel, topic + "-owner", deadLetters);
        owning.put("shop.shipping", "5M");
        try (ShopProcess owner = shop.start(topic, "owner", owning)) {
            await().atMost(TIMEOUT).until(() -> owner.bodies().size() == 1);
            Map<String, String> waiting = settings(channel, topic, deadLetters);
            waiting.put("quarkus.event-idempotency.wait-timeout", "1S");
            try (ShopProcess waiter = shop.start(topic, "waiter", waiting)) {
                await().atMost(TIMEOUT).until(() -> waiter.log().contains("QEI00003")); // it waits
                long start = System.nanoTime();
                waiter.signal("TERM");
                waiter.awaitEnd();
                System.out.printf("%s: a process with a waiting consumer stopped in %d ms%n", channel,
                        (System.nanoTime() - start) / 1_000_000);
                assertThat(waiter.bodies()).isEmpty();
                assertThat(waiter.log()).doesNotContain("ERROR");
            }
            owner.kill();
        }
        assertThat(shop.broker().read(topic + "-dead")).isEmpty();
        try (ShopProcess next = shop.start(topic, "next", settings(channel, topic, deadLetters))) {
            await().atMost(TIMEOUT).until(() -> next.bodies().size() == 1);
        }
    }
}
