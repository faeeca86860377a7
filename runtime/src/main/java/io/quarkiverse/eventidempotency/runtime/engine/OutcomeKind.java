package io.quarkiverse.eventidempotency.runtime.engine;

import io.quarkiverse.eventidempotency.DeliveryOutcome;

/** The groups of outcomes that answer the common questions: how often bodies ran, and how often the guard prevented it. */
public enum OutcomeKind {

    /** The body ran, with a claim. */
    EXECUTED,

    /** The guard prevented one more run: the event has run, is in flight, or may not run again. */
    SUPPRESSED,

    /** The delivery failed, and nothing is known of its event: it has no key, no store, or a key that is not its own. */
    REFUSED,

    /** The body ran without a claim. */
    UNGUARDED,

    /** The body ran although the guard would have prevented it, since the scope is only observed. */
    OBSERVED,

    /** The delivery was cancelled before its body had ended. */
    CANCELLED;

    public static OutcomeKind of(DeliveryOutcome outcome) {
        return switch (outcome) {
            case COMPLETED, FAILED, FAILED_FOR_GOOD, LEASE_LOST, NOT_STORED -> EXECUTED;
            case REPLAYED, DUPLICATE_SKIPPED, DUPLICATE_REJECTED, RESULT_UNAVAILABLE, IN_FLIGHT_REJECTED, IN_FLIGHT_SKIPPED,
                    FAILURE_REPLAYED, QUARANTINED, ATTEMPTS_EXHAUSTED ->
                SUPPRESSED;
            case MISSING_KEY, KEY_FAILED, STORE_UNAVAILABLE, KEY_REUSED, FOREIGN_RECORD, NESTED -> REFUSED;
            case UNGUARDED_NO_KEY, UNGUARDED_ON_PURPOSE, UNGUARDED_NO_STORE, BYPASSED -> UNGUARDED;
            case OBSERVED_DUPLICATE, OBSERVED_IN_FLIGHT, OBSERVED_REFUSED -> OBSERVED;
            case CANCELLED -> CANCELLED;
        };
    }
}
