package org.acme.chaos;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Real processes and a real Redis, which are killed, stopped, frozen, failed over and cut off, while this process plays the
 * broker: each message is delivered until a process says that it is done.
 */
final class Chaos implements AutoCloseable {

    private static final long PUBLISH_MILLIS = 25;
    private static final long COPY_MILLIS = 1_500;
    private static final int STORIES = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final long seed;
    private final Site site;
    private final Broker broker;
    private Troublemaker troublemaker;

    /**
     * @param name what its processes' logs begin with
     * @param shared whether the processes share their records, as they must
     */
    Chaos(String name, long seed, boolean shared) throws IOException {
        System.out.println("Chaos: " + name + ", seed " + seed);
        this.seed = seed;
        this.site = new Site(name, shared);
        this.broker = new Broker(site, seed);
    }

    /** What is done meanwhile that no report is to know of; again and again, until it succeeds. */
    interface Secret {
        void keep() throws Exception;
    }

    Report run(Duration duration) throws Exception {
        return run(duration, () -> {
        });
    }

    /** Publishes for so long while things go wrong, waits until everything is done, and publishes all of it once more. */
    Report run(Duration duration, Secret secret) throws Exception {
        long end = System.nanoTime() + duration.toNanos();
        troublemaker = new Troublemaker(site, new Schedule(seed, Site.WORKERS), end);
        FutureTask<Void> trouble = inBackground(new FutureTask<>(troublemaker));
        FutureTask<Void> kept = inBackground(new FutureTask<>(() -> {
            await().ignoreExceptions().atMost(PATIENCE).untilAsserted(secret::keep);
            return null;
        }));
        List<String> parcels = publish(end, trouble);
        trouble.get();
        await("all parcels delivered").atMost(PATIENCE).until(broker::isDone);
        kept.get();
        long lastRound = System.currentTimeMillis();
        Draws draws = new Draws(seed, "last round");
        long spread = Math.min(3_000, duration.toMillis() / 8);
        parcels.forEach(parcel -> broker.publish(parcel, 0, draws.between(0, spread)));
        await("all duplicates answered").atMost(PATIENCE).until(broker::isDone);
        return report(parcels, lastRound);
    }

    private Report report(List<String> parcels, long lastRound) throws IOException {
        Runs runs = site.runs();
        Faults faults = troublemaker.faults();
        Causes causes = new Causes(faults, troublemaker.failovers(), broker.answers());
        Report report = new Report(parcels, runs, broker.answers(), causes, lastRound);
        System.out.printf("Chaos: %d faults %s, %d events, %d deliveries, %d of them acknowledged, %d runs, %d effects%n",
                faults.all().size(), faults.counts(), parcels.size(), broker.answers().deliveries(),
                broker.answers().acknowledgements().size(), runs.all().size(), report.effects());
        report.again().forEach((why, count) -> System.out.printf("Chaos: %5d run again, %s%n", count, why));
        System.out.printf("Chaos: %d run in the last round, %d lost, %d acknowledged without a result, "
                + "%d run again without a cause%n", report.inLastRound().size(), report.lost().size(),
                report.unfounded().size(), report.unexplained().size());
        Story story = new Story(runs, broker.answers(), faults, troublemaker.failovers());
        report.unexplained().stream().map(Run::parcel).distinct().limit(STORIES)
                .forEach(parcel -> System.out.println(story.of(parcel)));
        return report;
    }

    boolean isAcknowledged(String parcel) {
        return broker.answers().isAcknowledged(parcel);
    }

    DurableRedis redis() {
        return site.primary();
    }

    Map<Kind, Integer> faults() {
        return troublemaker.faults().counts();
    }

    private static <T> FutureTask<T> inBackground(FutureTask<T> task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private List<String> publish(long end, FutureTask<Void> trouble) throws InterruptedException, ExecutionException {
        List<String> parcels = new ArrayList<>();
        Draws draws = new Draws(seed, "parcels");
        while (System.nanoTime() < end) {
            if (trouble.isDone()) {
                trouble.get();
            }
            String parcel = "p" + parcels.size();
            parcels.add(parcel);
            long copies = draws.between(1, 3);
            for (int copy = 1; copy <= copies; copy++) {
                broker.publish(parcel, copy, copy == 1 ? 0 : draws.between(0, COPY_MILLIS));
            }
            TimeUnit.MILLISECONDS.sleep(PUBLISH_MILLIS);
        }
        return parcels;
    }

    @Override
    public void close() throws IOException {
        broker.close();
        site.close();
    }
}
