package org.acme.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two consumers of one group, one of which is killed before it has committed what it did, and started again. */
@ExtendWith({ Servers.class, ShowLogs.class })
class RebalanceIT {

    private static final String TEST = "rebalance";
    private static final int ORDERS = 10_000;
    private static final int PARTITIONS = 4;

    /** Consumers in one process, each of which handles one record after another. */
    private static final int CONCURRENCY = 2;

    /** Bodies of one consumer whose completions are not stored: the running one, and those before it. */
    private static final int MOST_OPEN = 129;

    @Test
    void runsEachBodyOnceAndLosesNone(Shop shop) throws Exception {
        shop.broker().createTopic(TEST, PARTITIONS);
        Map<String, String> settings = Map.of(
                "mp.messaging.incoming.orders.enabled", "true",
                "mp.messaging.incoming.orders.topic", TEST,
                "mp.messaging.incoming.orders.group.id", TEST,
                "mp.messaging.incoming.orders.concurrency", Integer.toString(CONCURRENCY),
                "mp.messaging.incoming.orders.auto.commit.interval.ms", "5000", // rarer than the process is looked at
                "quarkus.event-idempotency.lease", "5S");

        try (ShopProcess survivor = shop.start(TEST, "survivor", settings)) {
            int connections = shop.redis().connections();
            List<Journaled> killedBodies;
            Set<String> interrupted;
            long redelivered;
            int records;
            try (ShopProcess killed = shop.start(TEST, "killed", settings)) {
                await("All consumers").atMost(Duration.ofSeconds(60))
                        .until(() -> shop.broker().members(TEST) == 2 * CONCURRENCY);
                records = send(shop);
                // Each look stops the process: it gets time to work in between.
                await("A body in the middle").atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(200))
                        .until(() -> isStoppedInBody(shop, killed));
                killed.kill();
                // What the process sent before its end has been answered, or will never be.
                await().atMost(Duration.ofSeconds(10)).until(() -> shop.redis().connections() <= connections);
                killedBodies = killed.bodies();
                interrupted = interrupted(shop, killedBodies);
                redelivered = uncommitted(shop, killedBodies);
            }
            assertThat(interrupted).hasSizeBetween(1, CONCURRENCY * MOST_OPEN);
            assertThat(redelivered).as("bodies before the kill whose records were not committed")
                    .isGreaterThan(interrupted.size());

            try (ShopProcess restarted = shop.start(TEST, "restarted", settings)) {
                await().atMost(Duration.ofSeconds(90)).until(() -> shop.broker().committed(TEST, TEST)
                        .equals(shop.broker().ends(TEST)));

                List<Journaled> all = new ArrayList<>();
                Stream.of(killedBodies, survivor.bodies(), restarted.bodies()).forEach(all::addAll);
                Map<String, Integer> runs = new HashMap<>();
                all.forEach(body -> runs.merge(body.order(), 1, Integer::sum));
                System.out.printf("%d records of %d orders: %d + %d + %d bodies before the kill, in the survivor and after the"
                        + " restart; %d of the killed process not committed, %d of them without a completion%n", records,
                        ORDERS,
                        killedBodies.size(), survivor.bodies().size(), restarted.bodies().size(), redelivered,
                        interrupted.size());

                // Only bodies that ran at the kill, or whose completions were in flight, run again.
                Map<String, Integer> expected = new HashMap<>();
                IntStream.range(0, ORDERS).mapToObj(RebalanceIT::order)
                        .forEach(order -> expected.put(order, interrupted.contains(order) ? 2 : 1));
                assertThat(runs).isEqualTo(expected);
                assertThat(restarted.bodies()).as("bodies after the rebalance").isNotEmpty();
                for (String order : expected.keySet()) {
                    assertThat(status(shop, order)).as(order).isEqualTo("completed");
                }
                assertThat(survivor.isUp("live") && restarted.isUp("live")).isTrue();
            }
        }
    }

    /**
     * Stops the process when it has done its share, and lets it go on unless one of its bodies is running and some have
     * completed without a commit.
     */
    private static boolean isStoppedInBody(Shop shop, ShopProcess process) throws Exception {
        if (process.bodies().size() < ORDERS / 10) {
            return false;
        }
        process.signal("STOP");
        List<Journaled> bodies = process.bodies();
        if (interrupted(shop, bodies.subList(bodies.size() - CONCURRENCY * MOST_OPEN, bodies.size())).isEmpty()
                || uncommitted(shop, bodies) < 50) {
            process.signal("CONT");
            return false;
        }
        return true;
    }

    /** {@return how many of the bodies' records come again} */
    private static long uncommitted(Shop shop, List<Journaled> bodies) throws Exception {
        Map<Integer, Long> committed = shop.broker().committed(TEST, TEST);
        return bodies.stream().filter(body -> body.offset() >= committed.getOrDefault(body.partition(), 0L)).count();
    }

    /** {@return the orders whose bodies have begun and not been completed} */
    private static Set<String> interrupted(Shop shop, List<Journaled> bodies) throws Exception {
        Set<String> interrupted = new HashSet<>();
        for (Journaled body : bodies) {
            if (!status(shop, body.order()).equals("completed")) {
                interrupted.add(body.order());
            }
        }
        return interrupted;
    }

    /**
     * Sends half of the orders twice, at nearly the same time to consumers that differ, and some once more in the end. The
     * other half is what the consumer that lags behind still has to do.
     */
    private static int send(Shop shop) {
        int records = 0;
        try (Producer<String, String> producer = shop.broker().producer()) {
            for (int i = 0; i < ORDERS; i++) {
                producer.send(record(i, i % PARTITIONS));
                records++;
                if (i % (2 * PARTITIONS) < PARTITIONS) {
                    producer.send(record(i, (i + 1) % PARTITIONS));
                    records++;
                }
            }
            for (int i = 0; i < ORDERS; i += 10) {
                producer.send(record(i, i % PARTITIONS));
                records++;
            }
        }
        return records;
    }

    private static ProducerRecord<String, String> record(int number, int partition) {
        return new ProducerRecord<>(TEST, partition, null, "{\"id\":\"" + order(number) + "\"}");
    }

    private static String order(int number) {
        return "order-" + number;
    }

    private static String status(Shop shop, String order) throws Exception {
        return shop.redis().record(TEST + ":" + Orders.SCOPE + ":" + order).path("status").asText();
    }
}
