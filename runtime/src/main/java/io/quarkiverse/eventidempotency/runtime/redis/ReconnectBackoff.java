package io.quarkiverse.eventidempotency.runtime.redis;

/** The backoff of attempts to connect. */
final class ReconnectBackoff {

    private static final long SHORTEST_MILLIS = 50;

    /** Short beside a lease, since claims are renewed only once there is a connection again. */
    private static final long LONGEST_MILLIS = 1_000;

    private static final int MAX_STARTS = 8;

    private ReconnectBackoff() {
    }

    /**
     * The time from the start of an attempt that failed to the start of the next one.
     *
     * @param failures how many attempts have failed in a row, at least 1
     * @param starts how many servers an attempt can start with
     */
    static long millis(int failures, int starts) {
        return Math.min(LONGEST_MILLIS / Math.min(MAX_STARTS, starts), SHORTEST_MILLIS << Math.min(failures - 1, 10));
    }
}
