package io.quarkiverse.eventidempotency.runtime.memory;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The time of the store in memory, in nanoseconds since the store was made. */
final class StoreClock {

    /** An end that is never reached. */
    static final long NEVER = Long.MAX_VALUE;

    /** So long that it does not end, and still so short that it can be added to the time. */
    private static final long FOREVER = Long.MAX_VALUE / 4;

    private final LongSupplier nanoClock;
    private final long nanosAtStart;
    private final long microsAtStart = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());

    /** @param nanoClock a clock that only moves forward, in nanoseconds */
    StoreClock(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.nanosAtStart = nanoClock.getAsLong();
    }

    long now() {
        return nanoClock.getAsLong() - nanosAtStart;
    }

    /** {@return a fence that is larger than the one before} */
    long fence(long before, long now) {
        return Math.max(before + 1, microsAtStart + TimeUnit.NANOSECONDS.toMicros(now));
    }

    static long end(long now, long millis) {
        return now + nanos(millis);
    }

    static long nanos(long millis) {
        return Math.min(TimeUnit.MILLISECONDS.toNanos(millis), FOREVER);
    }

    /** Rounded up, so that a caller does not come back a moment too early. */
    static long millis(long nanos) {
        return (nanos + 999_999) / 1_000_000;
    }
}
