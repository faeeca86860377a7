package io.quarkiverse.eventidempotency.runtime.redis.connection;

/** The backoff of attempts to connect. */
final class ReconnectBackoff {

    private static final long SHORTEST_MILLIS = 50;

    /** Short beside a lease, since claims are renewed only once there is a connection again. */
    private static final long LONGEST_MILLIS = 1_000;

    private static final int MAX_STARTS = 8;

    private ReconnectBackoff() {
    }

    /**
     * The pause after an attempt that failed. It counts from the start of the attempt, but a server always gets a moment to see
     * that the connection of the attempt is closed.
     *
     * @param failures how many attempts have failed in a row, at least 1
     * @param starts how many servers an attempt can start with
     * @param tookMillis how long the attempt took, in milliseconds
     */
    static long millis(int failures, int starts, long tookMillis) {
        long fromStart = Math.min(LONGEST_MILLIS / Math.min(MAX_STARTS, starts),
                SHORTEST_MILLIS << Math.min(failures - 1, 10));
        return Math.max(SHORTEST_MILLIS, fromStart - tookMillis);
    }
}
