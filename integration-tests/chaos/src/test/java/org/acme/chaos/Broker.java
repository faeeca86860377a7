package org.acme.chaos;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Delivers each copy of a parcel, to one process or another, until one says that it is done. */
final class Broker implements AutoCloseable {

    private static final long ABANDON_SECONDS = 8;

    private final Site site;
    private final long seed;
    private final Answers answers = new Answers();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final AtomicInteger open = new AtomicInteger();

    Broker(Site site, long seed) {
        this.site = site;
        this.seed = seed;
    }

    void publish(String parcel, int copy, long delayMillis) {
        open.incrementAndGet();
        timer.schedule(() -> deliver(parcel, copy, 0), delayMillis, TimeUnit.MILLISECONDS);
    }

    private void deliver(String parcel, int copy, int attempt) {
        Draws draws = new Draws(seed, parcel, copy, attempt);
        int slot = (int) draws.between(0, site.size() - 1);
        boolean takesLong = draws.chance(0.05);
        long millis = takesLong ? draws.between(1_000, 5_000) : draws.between(1, 100);
        boolean fails = draws.chance(0.05);
        long pause = draws.between(100, 500);

        Worker worker = site.workerFrom(slot);
        Delivery delivery = answers.deliver(parcel, worker.name(), System.currentTimeMillis());
        // a delivery that is given up goes on: nobody tells a consumer that its session has ended
        worker.deliver(delivery, millis, fails).thenApply(response -> {
            Answer answer = new Answer(delivery, System.currentTimeMillis(), response.statusCode(), response.body());
            answers.add(answer);
            return answer.acknowledges();
        }).exceptionally(gone -> false).copy().completeOnTimeout(false, ABANDON_SECONDS, TimeUnit.SECONDS)
                .thenAccept(done -> {
                    if (done) {
                        open.decrementAndGet();
                    } else {
                        timer.schedule(() -> deliver(parcel, copy, attempt + 1), pause, TimeUnit.MILLISECONDS);
                    }
                });
    }

    /** {@return how many copies are not acknowledged yet} */
    int open() {
        return open.get();
    }

    Answers answers() {
        return answers;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
