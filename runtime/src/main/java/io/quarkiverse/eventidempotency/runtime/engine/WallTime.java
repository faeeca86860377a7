package io.quarkiverse.eventidempotency.runtime.engine;

import org.jspecify.annotations.Nullable;

/** The wall clock, read about once a second. Between two readings the monotonic time, which is read anyway, is added. */
public final class WallTime {

    private static final long INTERVAL_NANOS = 1_000_000_000;

    private record Reading(long nanos, long millis) {
    }

    private final EngineClock clock;
    private volatile @Nullable Reading last;

    WallTime(EngineClock clock) {
        this.clock = clock;
    }

    /** {@return the milliseconds of the epoch at a nanosecond that has just been read} */
    public long millisAt(long nanos) {
        Reading reading = last;
        if (reading == null || nanos - reading.nanos > INTERVAL_NANOS) {
            last = reading = new Reading(nanos, clock.millis());
        }
        return reading.millis + (nanos - reading.nanos) / 1_000_000;
    }
}
