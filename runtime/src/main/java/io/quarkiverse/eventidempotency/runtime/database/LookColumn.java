package io.quarkiverse.eventidempotency.runtime.database;

/** The columns that an operator's look at a row returns, in this order. */
enum LookColumn {

    EVENT_ID,
    EVENT_TYPE,
    FINGERPRINT,
    RESULT,

    /** When the key was claimed, in milliseconds of the epoch. */
    FIRST_SEEN_AT,

    /** When the outcome was stored, in milliseconds of the epoch. */
    COMPLETED_AT,

    NODE,
    TRACE_ID,

    /** How long until the row expires, in milliseconds. */
    REMAINING
}
