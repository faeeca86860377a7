package io.quarkiverse.eventidempotency.runtime.engine.records;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;
import io.smallrye.mutiny.subscription.Cancellable;

/**
 * Revokes orphaned records in flight now and then: one look at all records, a pause, the next look. Pauses are shortened by up
 * to a quarter at random, so that processes that started together do not look together.
 */
public final class OrphanCleanUp {

    private final StoredRecords records;
    private final EngineClock clock;
    private final Duration interval;
    private final Duration endedFor;
    private final LongConsumer revoked;
    private final Consumer<Throwable> failed;

    private boolean stopped;
    private @Nullable Runnable timer;
    private @Nullable Cancellable look;

    /**
     * @param interval the longest pause, at least 1 ms
     * @param endedFor how long ago a lease must have ended
     * @param revoked receives after each look the number of revoked claims, 0 included; on any thread, must not block
     * @param failed receives the reason for which a look failed; on any thread, must not block
     */
    public OrphanCleanUp(StoredRecords records, EngineClock clock, Duration interval, Duration endedFor,
            LongConsumer revoked, Consumer<Throwable> failed) {
        this.records = records;
        this.clock = clock;
        this.interval = interval;
        this.endedFor = endedFor;
        this.revoked = revoked;
        this.failed = failed;
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
            revoked.accept(count);
            start();
        }, failure -> {
            failed.accept(failure);
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
