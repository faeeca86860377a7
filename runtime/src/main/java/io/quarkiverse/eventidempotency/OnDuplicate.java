package io.quarkiverse.eventidempotency;

/** What a delivery gets whose event has been completed before. */
public enum OnDuplicate {

    /** The result of the first run, decoded from the record. The body does not run. */
    REPLAY,

    /** {@code null}, or {@code Optional.empty()} where the method returns an {@code Optional}. The body does not run. */
    SKIP,

    /** A {@link DuplicateEventException} that carries the result of the first run. The body does not run. */
    FAIL
}
