package io.quarkiverse.eventidempotency.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Start-up and memory of one application with the extension and without it. The variants take turns, so that what else the
 * machine does affects all of them alike.
 */
final class Footprint {

    private static final int ROUNDS = Integer.getInteger("rounds", 7);
    private static final int EVENTS = Integer.getInteger("events", 5_000);

    private Footprint() {
    }

    /** @param args the folder of each application, as {@code name=folder}, in the order of the table */
    public static void main(String[] args) throws Exception {
        String redis = LocalRedis.start();
        Map<String, Path> applications = new LinkedHashMap<>();
        for (String arg : args) {
            String[] named = arg.split("=", 2);
            applications.put(named[0], Path.of(named[1]));
        }
        Map<String, List<FootprintSample>> samples = new LinkedHashMap<>();
        for (int round = 1; round <= ROUNDS; round++) {
            System.err.printf("Round %d of %d%n", round, ROUNDS);
            for (Map.Entry<String, Path> application : applications.entrySet()) {
                samples.computeIfAbsent(application.getKey(), name -> new ArrayList<>())
                        .add(sample(application.getValue(), redis));
            }
        }
        System.out.printf("Medians of %d starts, heap of at most 64 MiB, load of %,d requests%n%n", ROUNDS, 2 * EVENTS);
        System.out.println(FootprintSample.header());
        samples.forEach((name, taken) -> System.out.println(FootprintSample.median(taken).line(name)));
        System.exit(0);
    }

    private static FootprintSample sample(Path application, String redis) throws Exception {
        try (MeasuredProcess process = MeasuredProcess.start(application, redis)) {
            double started = process.loggedSeconds();
            long atStart = process.residentKiB();
            process.deliverEachTwice(EVENTS);
            return new FootprintSample(started, process.answeredSeconds(), atStart / 1024.0, process.residentKiB() / 1024.0,
                    size(application) / 1048576.0);
        }
    }

    private static long size(Path application) throws IOException {
        if (Files.isRegularFile(application)) {
            return Files.size(application);
        }
        try (var files = Files.walk(application)) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
