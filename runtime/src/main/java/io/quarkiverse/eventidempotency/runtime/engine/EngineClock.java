package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.concurrent.ThreadLocalRandom;

/** The time and the timer of an engine. */
public interface EngineClock {

    /** {@return monotonic nanoseconds, as {@link System#nanoTime()}} */
    long nanoTime();

    /** {@return the wall clock in milliseconds of the epoch, for people who read records; nothing is decided by it} */
    long millis();

    /**
     * Runs a task once, later.
     *
     * @param delayMillis how much later, in milliseconds, 0 or more
     * @param task must not block; runs on a thread of the timer's choice, and never on one that a waiting caller blocks
     * @return cancels the task if it has not begun
     */
    Runnable schedule(long delayMillis, Runnable task);

    /**
     * Draws by how much a delay is shortened, so that those who failed together do not come back together.
     *
     * @param bound more than 0
     * @return at least 0 and less than {@code bound}
     */
    default long jitter(long bound) {
        return ThreadLocalRandom.current().nextLong(bound);
    }
}
