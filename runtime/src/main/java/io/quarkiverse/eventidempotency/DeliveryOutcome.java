package io.quarkiverse.eventidempotency;

/** How a delivery ends: each one in exactly one of these. */
public enum DeliveryOutcome {

    /** The body ran, and its completion is stored. */
    COMPLETED,

    /** The body failed, and that is stored: the next delivery runs it again. */
    FAILED,

    /** The body failed for good, and that is stored: no delivery runs it again. */
    FAILED_FOR_GOOD,

    /** The body ended after its lease had been lost; the newer record stands. */
    LEASE_LOST,

    /** The body ended, and its outcome could not be stored: the next delivery runs it again. */
    NOT_STORED,

    /** A duplicate was answered with the first run's result, or simply completed where nobody needs one. */
    REPLAYED,

    /** A duplicate was answered with nothing, as {@code onDuplicate=SKIP} says. */
    DUPLICATE_SKIPPED,

    /** A duplicate failed, as {@code onDuplicate=FAIL} says. */
    DUPLICATE_REJECTED,

    /** A duplicate failed, since the first run's result is not stored or can no longer be read. */
    RESULT_UNAVAILABLE,

    /** The event was in flight elsewhere, and the delivery failed: at once, or after {@code waitTimeout}. */
    IN_FLIGHT_REJECTED,

    /** The event was in flight elsewhere, and the delivery ended with nothing, as {@code onInFlight=SKIP} says. */
    IN_FLIGHT_SKIPPED,

    /** The delivery failed, since its key was missing. */
    MISSING_KEY,

    /** The delivery failed, since what its key or fingerprint is taken from threw. */
    KEY_FAILED,

    /** The body ran unguarded, since the key was missing; it completed or failed. */
    UNGUARDED_NO_KEY,

    /** The body ran unguarded, since a {@code KeyResolver} returned that the event needs no guard; it completed or failed. */
    UNGUARDED_ON_PURPOSE,

    /** The body ran unguarded, since the key could not be claimed; it completed or failed. */
    UNGUARDED_NO_STORE,

    /** The body ran unguarded, since the sender asked for it. */
    BYPASSED,

    /** The delivery failed, since the key could not be claimed. */
    STORE_UNAVAILABLE,

    /** The delivery failed, since the event is quarantined. */
    QUARANTINED,

    /** The delivery failed, since the event has used up its attempts. */
    ATTEMPTS_EXHAUSTED,

    /** The delivery failed as the first run did, which was final. */
    FAILURE_REPLAYED,

    /** The delivery failed, since its key was used before for another payload. */
    KEY_REUSED,

    /** The delivery failed, since the value under its key is not its record. */
    FOREIGN_RECORD,

    /** The delivery failed, since it was called from the body, or in the transaction, that holds its key. */
    NESTED,

    /** The body ran once more although its event had been completed, since the scope is only observed. */
    OBSERVED_DUPLICATE,

    /** The body ran beside the one that processes its event, since the scope is only observed. */
    OBSERVED_IN_FLIGHT,

    /** The body ran although the delivery would have failed, since the scope is only observed. */
    OBSERVED_REFUSED,

    /** The delivery was cancelled before its body had ended. */
    CANCELLED
}
