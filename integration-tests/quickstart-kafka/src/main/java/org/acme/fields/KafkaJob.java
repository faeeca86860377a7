package org.acme.fields;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * Sends events of fields to a topic, each field's at least twice, and lets two processes consume them, one after the other. The
 * first is killed while a body runs and before its offsets are committed, so that the second gets its records again. Then it
 * prints what happened, and judges it.
 */
final class KafkaJob {

    static final String COMMAND = "kafka-job";

    private static final List<String> FIELDS = IntStream.rangeClosed(1, 12).mapToObj(i -> "field-" + i).toList();
    private static final String HANGING = "field-7";

    private final Servers servers;
    private final Topic topic;
    private final Records records;
    private final Path ledger;
    private final List<String> problems = new ArrayList<>();

    private KafkaJob(Servers servers, Topic topic, Records records, Path ledger) {
        this.servers = servers;
        this.topic = topic;
        this.records = records;
        this.ledger = ledger;
    }

    /** {@return 0 when each field was created exactly once, else 1} */
    static int run() throws Exception {
        // The broker tells about its life at length, and so do clients.
        Logger.getLogger("").setLevel(Level.OFF);
        Path ledger = Files.createTempDirectory("fields-").resolve("fields-created.log");
        try (Servers servers = Servers.start();
                Topic topic = Topic.create(servers.kafka());
                Records records = new Records(servers.redis())) {
            return new KafkaJob(servers, topic, records, ledger).play();
        }
    }

    private int play() throws Exception {
        List<String> deliveries = deliveries();
        long sent = topic.send(deliveries);
        System.out.println("Sent " + sent + " records for " + FIELDS.size() + " fields to Kafka at " + servers.kafka()
                + "; idempotency records go to Redis at " + servers.redis() + "\n");

        long killed = consumeUntilKilled();
        long committed = topic.committed();
        int before = created().size();
        System.out.println("Process " + killed + " created " + before + " fields and was killed (SIGKILL) in the body of "
                + HANGING + ", before its side effect.\nIt had committed " + committed + " of " + sent
                + " records: the others are delivered to the next consumer, again or for the first time.");
        if (committed > before) {
            problems.add(committed + " records were committed, though only " + before + " bodies had ended");
        }

        long second = consumeToTheEnd(sent);
        List<String> created = created();
        System.out.println("Process " + second + " created " + (created.size() - before) + " fields, and committed "
                + topic.committed() + " of " + sent + " records.\n");
        print(deliveries, created);
        System.out.println("\n> GET " + Records.storeKey(HANGING) + "\n" + records.get(HANGING) + "\n");
        return judge(created);
    }

    /** Each field once, some again soon after, and in the end all of them once more. */
    private static List<String> deliveries() {
        List<String> deliveries = new ArrayList<>();
        for (int i = 0; i < FIELDS.size(); i++) {
            deliveries.add(FIELDS.get(i));
            if (i % 3 == 2) {
                deliveries.add(FIELDS.get(i - 2));
            }
        }
        deliveries.addAll(FIELDS);
        return deliveries;
    }

    private long consumeUntilKilled() throws IOException, InterruptedException {
        try (ConsumerProcess consumer = start("fields.hang=" + HANGING)) {
            consumer.awaitBody();
            consumer.kill();
            return consumer.pid();
        }
    }

    private long consumeToTheEnd(long sent) throws IOException, ExecutionException, InterruptedException {
        try (ConsumerProcess consumer = start()) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (topic.committed() < sent) {
                if (!consumer.isAlive() || System.nanoTime() > deadline) {
                    problems.add("the second consumer " + (consumer.isAlive() ? "did not commit all records in a minute"
                            : "ended before all records were committed"));
                    break;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
            return consumer.pid();
        }
    }

    private ConsumerProcess start(String... more) throws IOException {
        List<String> properties = new ArrayList<>(List.of(
                "kafka.bootstrap.servers=" + servers.kafka(),
                "quarkus.redis.hosts=" + servers.redis(),
                "fields.ledger=" + ledger,
                "quarkus.log.level=WARN",
                // Short, so that there is less to wait for: the dead consumer's event and its partition are free soon.
                "quarkus.event-idempotency.lease=2S",
                "mp.messaging.incoming.field-events.session.timeout.ms=2000",
                "mp.messaging.incoming.field-events.heartbeat.interval.ms=500",
                "mp.messaging.incoming.field-events.auto.commit.interval.ms=1000"));
        properties.addAll(List.of(more));
        return ConsumerProcess.start(properties);
    }

    private void print(List<String> deliveries, List<String> created) {
        System.out.printf("%-9s  %7s  %s%n", "field", "records", "created by process");
        for (String field : FIELDS) {
            List<String> processes = created.stream().filter(line -> line.startsWith(field + " "))
                    .map(line -> line.substring(line.indexOf(' ') + 1)).toList();
            System.out.printf("%-9s  %7d  %s%n", field, deliveries.stream().filter(field::equals).count(),
                    String.join(", ", processes));
            if (processes.size() != 1) {
                problems.add(field + " was created " + processes.size() + " times");
            }
            if (!records.get(field).startsWith("{\"status\":\"completed\"")) {
                problems.add("the record of " + field + " is not completed");
            }
        }
    }

    private int judge(List<String> created) {
        if (problems.isEmpty()) {
            System.out.println("Each of " + created.size() + " fields was created exactly once, by the lines of " + ledger);
            return 0;
        }
        problems.forEach(problem -> System.out.println("NOT AS IT SHOULD BE: " + problem));
        return 1;
    }

    private List<String> created() throws IOException {
        return Files.exists(ledger) ? Files.readAllLines(ledger) : List.of();
    }
}
