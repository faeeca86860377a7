package org.acme.kafka;

import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Prints how many records a second a consumer takes, guarded and unguarded: one that does nothing, one whose body takes a
 * millisecond, and one that takes batches; with Redis beside it, and half a millisecond away in each direction.
 *
 * <pre>
 * ./mvnw -Pbenchmarks -pl runtime,runtime/dev,runtime/test-kit,deployment,integration-tests/kafka -DskipTests verify
 * </pre>
 *
 * Every record is a new event, but for the lines with duplicates only, which count acknowledgements. Broker, Redis and the
 * application are processes of this machine. Each figure is the median of
 * five runs, or {@code -Drounds=…}, each in a new process. The runs of one line take turns, so that other load meets both.
 * {@code -Dlines=…} chooses the lines whose names contain a match of that expression.
 */
final class Throughput {

    static final int ROUNDS = Integer.getInteger("rounds", 5);
    static final Pattern LINES = Pattern.compile(System.getProperty("lines", ""));

    private static final String TOPIC = "throughput";
    private static final String REPEATS = "throughput-repeats";
    private static final int PARTITIONS = 4;

    /** Enough for the compiler of the JVM to have done its work, whose CPU time would count otherwise. */
    private static final int WARM_UP = 600_000;
    private static final int RECORDS = 1_000_000;
    private static final Pattern RESULT = Pattern
            .compile("(\\d+) records in (\\d+) µs, (\\d+) µs of CPU, machine busy by (\\d\\.\\d+)");

    /**
     * What is measured in one line.
     *
     * @param warmUp how many records come before those that are measured
     * @param channels the end of the names of the two channels
     * @param channel the attributes of the channel
     * @param settings further settings of the process
     */
    private record Line(String name, String channels, int warmUp, int measured, Map<String, String> channel,
            Map<String, String> settings) {
    }

    /**
     * One run: records a second, and seconds of CPU for 10,000 of them, of the process and of Redis.
     *
     * @param busy how many of the machine's cores were at work, the broker's included
     */
    private record Figure(double rate, double cpu, double redisCpu, double busy) {
    }

    private static final Map<String, String> ON_KAFKA = Map.of("topic", TOPIC);

    private final Shop shop;
    private int runs;

    private Throughput(Shop shop) {
        this.shop = shop;
    }

    public static void main(String[] arguments) throws Exception {
        try (Shop shop = new Shop(new Broker(), Redis.installed())) {
            new Throughput(shop).print();
        }
    }

    private void print() throws Exception {
        shop.broker().createTopic(TOPIC, PARTITIONS);
        shop.broker().createTopic(REPEATS, PARTITIONS);
        try (Producer<String, String> producer = shop.broker().producer()) {
            for (int order = 0; order < RECORDS; order++) {
                producer.send(new ProducerRecord<>(TOPIC, order % PARTITIONS, null, "{\"id\":\"order-" + order + "\"}"));
            }
            for (int order = 0; order < RECORDS; order++) { // all of them come before the measured ones
                producer.send(new ProducerRecord<>(REPEATS, order % PARTITIONS, null,
                        "{\"id\":\"order-" + order % 1_000 + "\"}"));
            }
        }
        try (SlowLink link = new SlowLink(URI.create(shop.redis().address()), 500_000)) {
            Map<String, String> slowBody = Map.of("shop.idle.millis", "1");
            Map<String, String> away = Map.of("quarkus.redis.hosts", link.address());
            print(List.of(
                    new Line("in-memory", "", 20_000, 30_000, Map.of("connector", "smallrye-in-memory", "run-on-vertx-context",
                            "true"), Map.of()),
                    new Line("Kafka", "", WARM_UP, RECORDS - WARM_UP, ON_KAFKA, Map.of()),
                    new Line("Kafka, concurrency 4", "", WARM_UP, RECORDS - WARM_UP, Map.of("topic", TOPIC, "concurrency", "4"),
                            Map.of()),
                    new Line("Kafka, Redis 0.5 ms away", "", WARM_UP, RECORDS - WARM_UP, ON_KAFKA, away),
                    new Line("Kafka, body of 1 ms", "", 15_000, 3_000, ON_KAFKA, slowBody),
                    new Line("Kafka, both", "", 15_000, 3_000, ON_KAFKA, both(slowBody, away)),
                    new Line("Kafka, batches of 500", "-batches", WARM_UP, RECORDS - WARM_UP,
                            Map.of("topic", TOPIC, "max.poll.records", "500"), Map.of()),
                    new Line("Kafka, duplicates only", "-repeats", WARM_UP, RECORDS - WARM_UP, Map.of("topic", REPEATS),
                            Map.of()),
                    new Line("the same with a near cache", "-repeats", WARM_UP, RECORDS - WARM_UP, Map.of("topic", REPEATS),
                            Map.of("quarkus.event-idempotency.cache.max-age", "1M"))));
        }
    }

    private static Map<String, String> both(Map<String, String> some, Map<String, String> others) {
        Map<String, String> both = new HashMap<>(some);
        both.putAll(others);
        return both;
    }

    private void print(List<Line> lines) throws Exception {
        OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
        System.out.printf("%d cores, load average %.1f before the first run, medians of %d, Redis %s%n",
                machine.getAvailableProcessors(), machine.getSystemLoadAverage(), ROUNDS, shop.redis().version());
        System.out.printf("%-26s %12s %12s %12s %26s %10s %20s%n", "records/s, one process", "unguarded", "guarded",
                "guarded of",
                "CPU s for 10,000 records", "and Redis", "busy cores");
        for (Line line : lines.stream().filter(line -> LINES.matcher(line.name()).find()).toList()) {
            List<Figure> unguarded = new ArrayList<>();
            List<Figure> guarded = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                unguarded.add(measure("unguarded" + line.channels(), line));
                guarded.add(measure("guarded" + line.channels(), line));
            }
            double without = median(unguarded, Figure::rate);
            double with = median(guarded, Figure::rate);
            System.out.printf("%-26s %12.0f %12.0f %11.2fx %12.2f %13.2f %10.2f %12.2f %7.2f%n", line.name(), without, with,
                    with / without,
                    median(unguarded, Figure::cpu), median(guarded, Figure::cpu), median(guarded, Figure::redisCpu),
                    median(unguarded, Figure::busy), median(guarded, Figure::busy));
        }
    }

    private Figure measure(String channel, Line line) throws Exception {
        String run = "throughput-" + runs++;
        Map<String, String> settings = new HashMap<>(line.settings());
        settings.put("shop.meter.warm-up", Integer.toString(line.warmUp()));
        settings.put("shop.meter.measured", Integer.toString(line.measured()));
        String prefix = "mp.messaging.incoming." + channel + ".";
        settings.put(prefix + "enabled", "true");
        settings.put(prefix + "group.id", run);
        line.channel().forEach((attribute, value) -> settings.put(prefix + attribute, value));
        if (line.channel().containsKey("connector")) {
            settings.put("shop.feed.channel", channel);
        }
        double redisCpu = shop.redis().cpu();
        try (ShopProcess process = shop.start(run, channel, settings)) {
            await("The figure of " + run).atMost(Duration.ofMinutes(3)).until(() -> RESULT.matcher(process.log()).find());
            Matcher result = RESULT.matcher(process.log());
            result.find();
            long bodies = Long.parseLong(result.group(1));
            return new Figure(bodies * 1e6 / Long.parseLong(result.group(2)),
                    Long.parseLong(result.group(3)) / 1e6 * 10_000 / bodies,
                    (shop.redis().cpu() - redisCpu) * 10_000 / (line.warmUp() + bodies),
                    Double.parseDouble(result.group(4)) * Runtime.getRuntime().availableProcessors());
        } finally {
            shop.redis().clear();
        }
    }

    private static double median(List<Figure> figures, ToDoubleFunction<Figure> what) {
        return figures.stream().mapToDouble(what).sorted().skip(figures.size() / 2).findFirst().orElseThrow();
    }
}
