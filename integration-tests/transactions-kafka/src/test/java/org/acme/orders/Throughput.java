package org.acme.orders;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.acme.kafka.Broker;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Prints how many orders a second a consumer takes whose effect is a row: without a guard, with a hand-written table of
 * processed orders, and with records in the transaction.
 *
 * <pre>
 * ./mvnw -Ptransaction-benchmarks -pl .,runtime,runtime/dev,runtime/test-kit,deployment,integration-tests,integration-tests/kafka,integration-tests/transactions,integration-tests/transactions-kafka -DskipTests verify
 * </pre>
 *
 * Every record is a new order. Broker, database and the application are processes of this machine. Each figure is the median
 * of five runs, or {@code -Drounds=…}, each in a new process. The runs of one database take turns, so that other load meets
 * all of them. {@code -Ddatabases=…} chooses databases, {@code -Dwarm-up=…} and {@code -Dmeasured=…} how many orders a run has.
 */
final class Throughput {

    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final String TOPIC = "throughput";
    private static final int PARTITIONS = 4;
    private static final int WARM_UP = Integer.getInteger("warm-up", 60_000);
    private static final int MEASURED = Integer.getInteger("measured", 20_000);
    private static final List<String> CHANNELS = List.of("unguarded", "inbox", "guarded");
    private static final Pattern RESULT = Pattern.compile("(\\d+) orders in (\\d+) µs, (\\d+) µs of CPU");

    /** One run: orders a second, and seconds of the process' CPU for 10,000 of them. */
    private record Figure(double rate, double cpu) {
    }

    private final Broker broker;
    private final Database database;
    private int runs;

    private Throughput(Broker broker, Database database) {
        this.broker = broker;
        this.database = database;
    }

    public static void main(String[] arguments) throws Exception {
        try (Broker broker = new Broker()) {
            broker.createTopic(TOPIC, PARTITIONS);
            try (Producer<String, String> producer = broker.producer()) {
                for (int order = 0; order < WARM_UP + MEASURED; order++) {
                    producer.send(new ProducerRecord<>(TOPIC, order % PARTITIONS, null, "{\"id\":\"order-" + order + "\"}"));
                }
            }
            OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
            System.out.printf("%d cores, load average %.1f before the first run, medians of %d%n",
                    machine.getAvailableProcessors(), machine.getSystemLoadAverage(), ROUNDS);
            for (String kind : System.getProperty("databases", "postgresql,mariadb").split(",")) {
                try (Database database = Database.start(kind)) {
                    new Throughput(broker, database).print();
                }
            }
        }
    }

    private void print() throws Exception {
        Map<String, List<Figure>> figures = new LinkedHashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (String channel : CHANNELS) {
                figures.computeIfAbsent(channel, none -> new ArrayList<>()).add(measure(channel));
            }
        }
        double handWritten = median(figures.get("inbox"), Figure::rate);
        System.out.printf("%-12s %-12s %12s %16s %24s%n", "", "", "orders/s", "of hand-written", "CPU s for 10,000 orders");
        figures.forEach((channel, some) -> System.out.printf("%-12s %-12s %12.0f %15.2fx %24.2f%n", database.dialect().kind(),
                channel, median(some, Figure::rate), median(some, Figure::rate) / handWritten, median(some, Figure::cpu)));
    }

    private Figure measure(String channel) throws Exception {
        String run = "throughput-" + database.dialect().kind() + "-" + runs++;
        for (String table : List.of("effect", "inbox", "event_idempotency")) {
            database.execute("TRUNCATE TABLE " + table);
        }
        String prefix = "mp.messaging.incoming." + channel + ".";
        Map<String, String> settings = Map.of("orders.meter.warm-up", Integer.toString(WARM_UP), "orders.meter.measured",
                Integer.toString(MEASURED), prefix + "enabled", "true", prefix + "group.id", run, prefix + "topic", TOPIC);
        try (OrderProcess process = OrderProcess.start(run, broker, database, settings)) {
            MatchResult result = process.awaitStart().awaitLog(RESULT, 1, Duration.ofMinutes(5)).get(0);
            double orders = Double.parseDouble(result.group(1));
            return new Figure(orders * 1e6 / Long.parseLong(result.group(2)),
                    Long.parseLong(result.group(3)) / 1e6 * 10_000 / orders);
        }
    }

    private static double median(List<Figure> figures, ToDoubleFunction<Figure> what) {
        return figures.stream().mapToDouble(what).sorted().skip(figures.size() / 2).findFirst().orElseThrow();
    }
}
