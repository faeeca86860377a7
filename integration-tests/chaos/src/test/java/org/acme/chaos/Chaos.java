package org.acme.chaos;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * Real processes and a real Redis, which are killed, stopped, frozen and cut off, while this process plays the broker: each
 * message is delivered until a process says that it is done.
 */
final class Chaos implements AutoCloseable {

    private static final int WORKERS = 3;
    private static final long PUBLISH_MILLIS = 25;
    private static final long ABANDON_SECONDS = 8;

    private final Random random;
    private final Path directory;
    private final Path effects;
    private final boolean shared;
    private DurableRedis redis;
    private DurableRedis replica;
    private final List<Way> ways = new ArrayList<>();
    private final AtomicReferenceArray<Worker> workers = new AtomicReferenceArray<>(WORKERS);
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final Faults faults = new Faults();
    private final Set<String> unstored = ConcurrentHashMap.newKeySet();
    private final AtomicInteger deliveries = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private int started;

    /** @param shared whether the processes share their records, as they must */
    Chaos(long seed, boolean shared) throws IOException {
        this.random = new Random(seed);
        this.shared = shared;
        this.directory = Files.createTempDirectory("chaos");
        this.effects = Files.createDirectory(directory.resolve("effects"));
        this.redis = new DurableRedis(directory, "first");
        this.replica = new DurableRedis(directory, "second");
        replica.follow(redis);
        for (int i = 0; i < WORKERS; i++) {
            ways.add(new Way(redis.port()));
            workers.set(i, newWorker(i));
        }
        for (int i = 0; i < WORKERS; i++) {
            workers.get(i).awaitStart();
        }
    }

    private Worker newWorker(int slot) throws IOException {
        String name = "w" + started++;
        return new Worker(name, ways.get(slot), effects.resolve(name), shared ? "chaos:" : name + ':');
    }

    /** Publishes for so long, with faults or without, and waits until everything is done. */
    Report run(Duration duration, boolean withFaults) throws Exception {
        long end = System.nanoTime() + duration.toNanos();
        List<String> parcels = new ArrayList<>();
        Thread trouble = new Thread(() -> {
            while (System.nanoTime() < end) {
                disturb();
            }
        });
        if (withFaults) {
            trouble.start();
        }
        while (System.nanoTime() < end) {
            String parcel = "p" + parcels.size();
            parcels.add(parcel);
            int copies;
            synchronized (random) {
                copies = 1 + random.nextInt(3);
            }
            for (int i = 0; i < copies; i++) {
                publish(parcel, i == 0 ? 0 : between(0, 1_500));
            }
            TimeUnit.MILLISECONDS.sleep(PUBLISH_MILLIS);
        }
        trouble.join();
        Awaitility.await("all parcels delivered").atMost(Duration.ofSeconds(120)).until(() -> open.get() == 0);
        // one more of each, when nothing is wrong any more
        parcels.forEach(parcel -> publish(parcel, between(0, 3_000)));
        Awaitility.await("all duplicates answered").atMost(Duration.ofSeconds(120)).until(() -> open.get() == 0);
        Report report = new Report(effects, parcels, faults, unstored);
        System.out.printf("Chaos: %d s, %d processes, faults %s%n", duration.toSeconds(), WORKERS, faults.summary());
        System.out.printf("Chaos: %d events, %d deliveries, %d runs, %d effects%n", parcels.size(), deliveries.get(),
                report.runs(), report.effects());
        report.causes().forEach((cause, count) -> System.out.printf("Chaos: %5d run again, %s%n", count, cause));
        System.out.printf("Chaos: %d lost, %d run again without a cause%n", report.lost().size(), report.unexplained().size());
        report.unexplained().stream().limit(20).forEach(System.out::println);
        return report;
    }

    private long between(long from, long to) {
        synchronized (random) {
            return from + (long) (random.nextDouble() * (to - from + 1));
        }
    }

    private boolean chance(double probability) {
        synchronized (random) {
            return random.nextDouble() < probability;
        }
    }

    // The broker

    private void publish(String parcel, long delayMillis) {
        open.incrementAndGet();
        timer.schedule(() -> deliver(parcel), delayMillis, TimeUnit.MILLISECONDS);
    }

    private void deliver(String parcel) {
        Worker worker = workers.get((int) between(0, WORKERS - 1));
        if (worker == null) {
            timer.schedule(() -> deliver(parcel), 200, TimeUnit.MILLISECONDS);
            return;
        }
        deliveries.incrementAndGet();
        long millis = chance(0.05) ? between(1_000, 5_000) : between(1, 100);
        // a delivery that is given up goes on: nobody tells a consumer that its session has ended
        worker.deliver(parcel, millis, chance(0.05)).thenApply(response -> {
            if (response.statusCode() != 200 && response.body().equals("CompletionNotStoredException")) {
                unstored.add(parcel + ' ' + worker);
            }
            return response.statusCode() == 200;
        }).exceptionally(gone -> false).copy().completeOnTimeout(false, ABANDON_SECONDS, TimeUnit.SECONDS)
                .thenAccept(done -> {
                    if (done) {
                        open.decrementAndGet();
                    } else {
                        timer.schedule(() -> deliver(parcel), between(100, 500), TimeUnit.MILLISECONDS);
                    }
                });
    }

    // What goes wrong

    private void disturb() {
        try {
            TimeUnit.MILLISECONDS.sleep(between(200, 3_000));
            long lasts = chance(0.5) ? between(50, 1_500) : between(1_500, 7_000);
            int slot = (int) between(0, WORKERS - 1);
            Worker worker = workers.get(slot);
            long from = System.currentTimeMillis();
            switch ((int) between(0, 6)) {
                case 0 -> {
                    workers.set(slot, null);
                    worker.kill();
                    faults.add("process killed", worker.name(), from, Long.MAX_VALUE);
                    Worker next = newWorker(slot);
                    CompletableFuture.runAsync(next::awaitStart).thenRun(() -> workers.set(slot, next)).join();
                }
                case 1 -> {
                    worker.signal("STOP");
                    TimeUnit.MILLISECONDS.sleep(lasts);
                    worker.signal("CONT");
                    ended("process stopped", worker.name(), from);
                }
                case 2 -> {
                    redis.kill();
                    TimeUnit.MILLISECONDS.sleep(lasts / 2);
                    redis.start();
                    ended("Redis killed", null, from);
                }
                case 3 -> {
                    redis.signal("STOP");
                    TimeUnit.MILLISECONDS.sleep(lasts);
                    redis.signal("CONT");
                    ended("Redis frozen", null, from);
                }
                case 4 -> failOver(from);
                case 5 -> {
                    worker.way().cut();
                    TimeUnit.MILLISECONDS.sleep(lasts);
                    worker.way().heal();
                    ended("cut off", worker.name(), from);
                }
                default -> {
                    worker.way().reset();
                    ended("connection reset", worker.name(), from);
                }
            }
        } catch (InterruptedException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The primary dies, and its replica takes its place with what it has got. */
    private void failOver(long from) throws IOException {
        if (!replica.isInStep()) {
            System.out.println("Chaos: no failover, the replica is behind");
            return;
        }
        DurableRedis dead = redis;
        dead.kill();
        replica.promote();
        redis = replica;
        replica = dead;
        ways.forEach(way -> way.leadTo(redis.port()));
        ended(Report.FAILOVER, null, from);
        dead.start();
        dead.follow(redis);
    }

    /** It takes a command's time-out and a new connection until the process is well again. */
    private void ended(String kind, String process, long from) {
        faults.add(kind, process, from, System.currentTimeMillis() + 700);
    }

    @Override
    public void close() throws IOException {
        timer.shutdownNow();
        for (int i = 0; i < WORKERS; i++) {
            if (workers.get(i) != null) {
                workers.get(i).signal("CONT");
                workers.get(i).close();
            }
            ways.get(i).close();
        }
        redis.close();
        replica.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
