package io.quarkiverse.eventidempotency.runtime.engine;

import io.quarkiverse.eventidempotency.spi.StoreClosedException;
import io.quarkiverse.eventidempotency.spi.StoreException;

/**
 * How long and how often a step is sent again that the store does not confirm.
 *
 * @param startedAt the nanosecond at which the step was sent first, or failed first
 */
public record StoreRetry(EngineClock clock, Backoff backoff, long timeoutNanos, long startedAt) {

    private static final long FIRST_DELAY_MILLIS = 50;
    private static final long MAX_DELAY_MILLIS = 1_000;

    public StoreRetry(EngineClock clock, long timeoutMillis, long startedAt) {
        this(clock, new Backoff(clock, FIRST_DELAY_MILLIS, MAX_DELAY_MILLIS), timeoutMillis * 1_000_000, startedAt);
    }

    /** The delay in milliseconds after which to try again; negative when it is not to be tried again. */
    public long delayAfter(Throwable failure) {
        if (!(failure instanceof StoreException) || failure instanceof StoreClosedException) {
            return -1;
        }
        long left = timeoutNanos - (clock.nanoTime() - startedAt);
        return left <= 0 ? -1 : Math.min(backoff.next(), left / 1_000_000 + 1);
    }
}
