package org.acme.kafka;

import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Prints how many records a second a consumer takes that does nothing, guarded and unguarded.
 *
 * <pre>
 * ./mvnw -Pbenchmarks -pl runtime,runtime/dev,deployment,integration-tests/kafka -DskipTests verify
 * </pre>
 *
 * Every record is a new event. Broker, Redis and the application are processes of this machine. Each figure is the median of
 * {@value #ROUNDS} runs, each in a new process, of {@value #MEASURED} records after {@value #WARM_UP} others; the runs of one
 * line take turns, so that whatever else the machine does meets both.
 */
final class Throughput {

    static final int ROUNDS = 3;
    static final int WARM_UP = 20_000;
    static final int MEASURED = 30_000;

    private static final String TOPIC = "throughput";
    private static final int PARTITIONS = 4;
    private static final Pattern RESULT = Pattern.compile(MEASURED + " bodies in (\\d+) µs");

    private final Shop shop;
    private int runs;

    private Throughput(Shop shop) {
        this.shop = shop;
    }

    public static void main(String[] arguments) throws Exception {
        try (Shop shop = Shop.open()) {
            new Throughput(shop).print();
        }
    }

    private void print() throws Exception {
        shop.broker().createTopic(TOPIC, PARTITIONS);
        try (Producer<String, String> producer = shop.broker().producer()) {
            for (int order = 0; order < WARM_UP + MEASURED; order++) {
                producer.send(new ProducerRecord<>(TOPIC, order % PARTITIONS, null, "{\"id\":\"order-" + order + "\"}"));
            }
        }
        Map<String, Map<String, String>> lines = new LinkedHashMap<>();
        lines.put("in-memory", Map.of("connector", "smallrye-in-memory", "run-on-vertx-context", "true"));
        lines.put("Kafka", Map.of("topic", TOPIC));
        lines.put("Kafka, concurrency 4", Map.of("topic", TOPIC, "concurrency", "4"));
        OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
        System.out.printf("%d cores, load average %.1f before the first run%n", machine.getAvailableProcessors(),
                machine.getSystemLoadAverage());
        System.out.printf("%-22s %12s %12s %12s%n", "records/s, one process", "unguarded", "guarded", "ratio");
        for (Map.Entry<String, Map<String, String>> line : lines.entrySet()) {
            List<Long> unguarded = new ArrayList<>();
            List<Long> guarded = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                unguarded.add(measure("unguarded", line.getValue()));
                guarded.add(measure("guarded", line.getValue()));
            }
            System.out.printf("%-22s %12d %12d %12.1f%n", line.getKey(), median(unguarded), median(guarded),
                    (double) median(unguarded) / median(guarded));
        }
    }

    private long measure(String channel, Map<String, String> attributes) throws Exception {
        String run = "throughput-" + runs++;
        Map<String, String> settings = new HashMap<>();
        settings.put("shop.meter.warm-up", Integer.toString(WARM_UP));
        settings.put("shop.meter.measured", Integer.toString(MEASURED));
        String prefix = "mp.messaging.incoming." + channel + ".";
        settings.put(prefix + "enabled", "true");
        settings.put(prefix + "group.id", run);
        attributes.forEach((attribute, value) -> settings.put(prefix + attribute, value));
        if (attributes.containsKey("connector")) {
            settings.put("shop.feed.channel", channel);
        }
        try (ShopProcess process = shop.start(run, channel, settings)) {
            await("The figure of " + run).atMost(Duration.ofMinutes(3)).until(() -> RESULT.matcher(process.log()).find());
            Matcher result = RESULT.matcher(process.log());
            result.find();
            return MEASURED * 1_000_000L / Long.parseLong(result.group(1));
        }
    }

    private static long median(List<Long> figures) {
        List<Long> sorted = new ArrayList<>(figures);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
