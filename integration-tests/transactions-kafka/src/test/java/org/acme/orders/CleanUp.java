package org.acme.orders;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.acme.kafka.Broker;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

import io.quarkiverse.eventidempotency.runtime.transactions.RecordTable;

/**
 * Prints the latency of deliveries beside a million expired records: while they stay, and while they are deleted.
 *
 * <pre>
 * ./mvnw -Ptransaction-benchmarks -Dscript=CleanUp -pl … -DskipTests verify
 * </pre>
 *
 * A consumer gets 200 new orders a second. A latency is the time from before the transaction of a delivery begins until it is
 * committed. It is measured in one process while the expired records stay, and then while another process deletes them.
 * {@code -Drounds=…} repeats both, in turns.
 */
final class CleanUp {

    private static final int ROUNDS = Integer.getInteger("rounds", 3);
    private static final String TOPIC = "clean-up";
    private static final int EXPIRED = 1_000_000;
    private static final int BLOCK = 200;
    private static final int WARM_UP_BLOCKS = 20;
    private static final int MEASURED_BLOCKS = 15;
    private static final Pattern LATENCIES = Pattern.compile("latencies: median (\\d+) µs, 99% (\\d+) µs");
    private static final Pattern DELETED = Pattern.compile("Deleted " + RecordTable.BATCH + " expired rows");
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Broker broker;
    private final Database database;

    private CleanUp(Broker broker, Database database) {
        this.broker = broker;
        this.database = database;
    }

    public static void main(String[] arguments) throws Exception {
        try (Broker broker = new Broker()) {
            broker.createTopic(TOPIC, 1);
            for (String kind : System.getProperty("databases", "postgresql,mariadb").split(",")) {
                try (Database database = Database.start(kind); Producer<String, String> producer = broker.producer()) {
                    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
                    AtomicInteger orders = new AtomicInteger();
                    clock.scheduleAtFixedRate(() -> producer.send(new ProducerRecord<>(TOPIC,
                            "{\"id\":\"" + kind + "-" + orders.incrementAndGet() + "\"}")), 0, 5, TimeUnit.MILLISECONDS);
                    new CleanUp(broker, database).print();
                    clock.shutdownNow();
                }
            }
        }
    }

    private void print() throws Exception {
        String kind = database.dialect().kind();
        String channel = "mp.messaging.incoming.timed.";
        try (OrderProcess consumer = OrderProcess.start("clean-up-" + kind, broker, database,
                Map.of(channel + "enabled", "true", channel + "group.id", kind, channel + "topic", TOPIC,
                        channel + "auto.offset.reset", "latest", "orders.meter.latencies", Integer.toString(BLOCK),
                        "quarkus.event-idempotency.database.clean-up-interval", "10H"))) {
            consumer.awaitStart().awaitLog(LATENCIES, WARM_UP_BLOCKS, PATIENCE);
            for (int round = 1; round <= ROUNDS; round++) {
                database.execute(database.addExpired(EXPIRED));
                int before = blocks(consumer).size() + 1; // the current block has begun beside the insert
                List<MatchResult> all = consumer.awaitLog(LATENCIES, before + MEASURED_BLOCKS, PATIENCE);
                double without = median(all.subList(before, all.size()), 1);
                double tail = median(all.subList(before, all.size()), 2);

                try (OrderProcess cleaner = OrderProcess.start("clean-up-" + kind + "-" + round, broker, database,
                        Map.of("quarkus.event-idempotency.database.clean-up-interval", "2S",
                                "quarkus.log.category.\"io.quarkiverse.eventidempotency\".level", "DEBUG"))) {
                    cleaner.awaitStart();
                    long start = System.nanoTime();
                    int from = blocks(consumer).size() + 2;
                    cleaner.awaitLog(DELETED, EXPIRED / RecordTable.BATCH, PATIENCE);
                    List<MatchResult> beside = blocks(consumer);
                    List<MatchResult> during = beside.subList(from, beside.size());
                    System.out.printf(
                            "%s: median latency %.0f µs (99%% %.0f µs), while expired records are deleted %.0f µs (%.0f"
                                    + " µs), %.2f times; %d deleted in %.0f s, %d deliveries meanwhile%n",
                            kind, without, tail,
                            median(during, 1), median(during, 2), median(during, 1) / without, EXPIRED,
                            (System.nanoTime() - start) / 1e9, during.size() * BLOCK);
                }
            }
        }
    }

    private static List<MatchResult> blocks(OrderProcess process) throws IOException {
        return LATENCIES.matcher(process.log()).results().toList();
    }

    /** {@return the median of what the blocks say, in µs} */
    private static double median(List<MatchResult> blocks, int group) {
        return blocks.stream().mapToDouble(block -> Double.parseDouble(block.group(group))).sorted().skip(blocks.size() / 2)
                .findFirst().orElseThrow();
    }
}
