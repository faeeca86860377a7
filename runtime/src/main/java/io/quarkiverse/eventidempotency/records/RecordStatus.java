package io.quarkiverse.eventidempotency.records;

/**
 * The state of an {@linkplain IdempotencyRecord idempotency record}.
 *
 * <pre>
 *              claim                 complete
 *   (none) ------------> PROCESSING ------------> COMPLETED
 *                         ^     |
 *        retry, takeover  |     | fail, release
 *                         |     v
 *                         +-- FAILED
 * </pre>
 */
public enum RecordStatus {

    /** A delivery of the event holds the key: its body runs, or its lease has not been taken over yet. */
    PROCESSING,

    /** The body ended and its outcome is stored; later deliveries are duplicates. */
    COMPLETED,

    /** The body failed. The next delivery runs it again, unless the record says that it must not. */
    FAILED
}
