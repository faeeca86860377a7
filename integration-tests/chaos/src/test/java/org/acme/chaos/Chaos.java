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
import java.util.stream.Collectors;

/**
 * Real processes and a real Redis, which are killed, stopped, frozen, failed over and cut off, while this process plays the
 * broker: each message is delivered until a process says that it is done.
 */
final class Chaos implements AutoCloseable {

    private static final long PUBLISH_MILLIS = 25;
    private static final long COPY_MILLIS = 1_500;
    private static final int OPEN_DUPLICATES = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final String name;
    private final long seed;
    private final Site site;
    private final Broker broker;
    private Troublemaker troublemaker;
    private Story story;

    /**
     * @param name what its processes' logs begin with
     * @param size how many processes there are
     * @param shared whether the processes share their records, as they must
     */
    Chaos(String name, long seed, int size, boolean shared) throws IOException {
        this.name = name;
        this.seed = seed;
        print("seed %d", seed);
        this.site = new Site(name, size, shared);
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
        troublemaker = new Troublemaker(site, new Schedule(seed, site.size()), end);
        FutureTask<Void> trouble = inBackground(new FutureTask<>(troublemaker));
        FutureTask<Void> kept = inBackground(new FutureTask<>(() -> {
            await().ignoreExceptions().atMost(PATIENCE).untilAsserted(secret::keep);
            return null;
        }));
        List<String> parcels = publish(end, trouble);
        trouble.get();
        await("all parcels delivered").atMost(PATIENCE).until(() -> isOpen(0));
        kept.get();
        long lastRound = System.currentTimeMillis();
        for (String parcel : parcels) {
            broker.publish(parcel, 0, 0);
            await("duplicates answered").atMost(PATIENCE).pollInterval(Duration.ofMillis(1))
                    .until(() -> isOpen(OPEN_DUPLICATES));
        }
        await("all duplicates answered").atMost(PATIENCE).until(() -> isOpen(0));
        return report(parcels, lastRound);
    }

    private boolean isOpen(int atMost) throws IOException {
        site.check();
        return broker.open() <= atMost;
    }

    private Report report(List<String> parcels, long lastRound) throws IOException {
        Runs runs = site.runs();
        Answers answers = broker.answers();
        Faults faults = troublemaker.faults();
        site.stalls().forEach((process, stalls) -> faults.addSlow(Kind.REDIS_SLOW, process, stalls));
        runs.stalls().forEach((process, stalls) -> faults.addSlow(Kind.PROCESS_SLOW, process, stalls));
        Report report = new Report(parcels, runs, answers, new Causes(faults, troublemaker.failovers(), answers), lastRound);
        story = new Story(runs, answers, faults, troublemaker.failovers());
        print("%d faults %s", faults.all().size(), faults.counts());
        print("%d events, %d deliveries, %d of them acknowledged, %d runs, %d effects", parcels.size(), answers.deliveries(),
                answers.acknowledgements().size(), runs.all().size(), report.effects());
        report.twice().forEach(twice -> print("twice  %s", twice));
        report.lost().forEach(parcel -> print("lost   %s", parcel));
        report.unexplained().forEach(run -> print("without a cause  %s", run));
        report.again().forEach((why, count) -> print("%5d run again, %s", count, why));
        print("%d run in the last round, %d lost, %d acknowledged with what no run had, %d run again without a cause",
                report.inLastRound().size(), report.lost().size(), report.unfounded().size(), report.unexplained().size());
        return report;
    }

    private void print(String format, Object... values) {
        System.out.printf(name + ": " + format + "%n", values);
    }

    /** {@return what happened to the parcel of each run} */
    String stories(List<Run> runs) {
        return runs.stream().map(Run::parcel).distinct().map(story::of).collect(Collectors.joining("\n"));
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
