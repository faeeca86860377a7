package io.quarkiverse.eventidempotency.runtime.engine;

/** Delays that grow by half from one to the next up to a bound, each shortened by up to half at random. */
public final class Backoff {

    private final EngineClock clock;
    private final long maxMillis;
    private long nextMillis;

    public Backoff(EngineClock clock, long firstMillis, long maxMillis) {
        this.clock = clock;
        this.nextMillis = firstMillis;
        this.maxMillis = maxMillis;
    }

    /** {@return the next delay in milliseconds, at least 1} */
    public long next() {
        long delay = nextMillis;
        nextMillis = Math.min(maxMillis, nextMillis + (nextMillis + 1) / 2);
        return Math.max(1, delay - clock.jitter(delay / 2 + 1));
    }
}
