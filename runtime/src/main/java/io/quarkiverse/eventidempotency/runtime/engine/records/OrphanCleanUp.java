package io.quarkiverse.eventidempotency.runtime.engine.records;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;
import io.smallrye.mutiny.subscription.Cancellable;

/**
 * Revokes orphaned records in flight now and then: one look at all records, a pause, the next look. Pauses are shortened by up
 * to a quarter at random, so that processes that started together do not look together.
 */
public final class OrphanCleanUp {

    /** What a clean-up tells. */
    public interface Listener {

        /** @param records how many were revoked, perhaps none */
        void revoked(long records);

        void failed(Throwable failure);
    }

    private final StoredRecords records;
    private final EngineClock clock;
    private final Duration interval;
    private final Duration endedFor;
    private final Listener listener;

    private boolean stopped;
    private @Nullable Runnable timer;
    private @Nullable Cancellable look;

    /**
     * @param interval the longest pause, at least 1 ms
     * @param endedFor how long ago a lease must have ended
     * @param listener called on any thread; must not block
     */
    public OrphanCleanUp(StoredRecords records, EngineClock clock, Duration interval, Duration endedFor, Listener listener) {
        this.records = records;
        this.clock = clock;
        this.interval = interval;
        this.endedFor = endedFor;
        this.listener = listener;
    }

    /** Begins with a pause. */
    public synchronized void start() {
        if (!stopped) {
            long millis = interval.toMillis();
            timer = clock.schedule(millis - clock.jitter(millis / 4 + 1), this::look);
        }
    }

    /** Ends for good; a look under way is given up. */
    public synchronized void stop() {
        stopped = true;
        if (timer != null) {
            timer.run();
        }
        if (look != null) {
            look.cancel();
        }
    }

    private void look() {
        Cancellable begun = records.revokeOrphans(endedFor).subscribe().with(count -> {
            listener.revoked(count);
            start();
        }, failure -> {
            listener.failed(failure);
            start();
        });
        synchronized (this) {
            look = begun;
            if (stopped) {
                begun.cancel();
            }
        }
    }
}
