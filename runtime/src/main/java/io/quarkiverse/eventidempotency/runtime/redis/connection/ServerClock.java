package io.quarkiverse.eventidempotency.runtime.redis.connection;

/** An estimate of the server's time that only grows. To be used on one thread. */
final class ServerClock {

    private long offsetMicros;
    private long last;

    /**
     * Takes notice of the server's time.
     *
     * @param serverMicros what {@code TIME} answered, in microseconds
     * @param askedNanos when it was asked, by {@link System#nanoTime()}
     * @param answeredNanos when the answer came
     */
    void observe(long serverMicros, long askedNanos, long answeredNanos) {
        offsetMicros = serverMicros - (askedNanos + (answeredNanos - askedNanos) / 2) / 1_000;
    }

    /** {@return the server's time in microseconds since the epoch, larger than any returned before} */
    long next() {
        last = Math.max(last + 1, System.nanoTime() / 1_000 + offsetMicros);
        return last;
    }
}
