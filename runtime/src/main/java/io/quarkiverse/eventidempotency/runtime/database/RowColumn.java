package io.quarkiverse.eventidempotency.runtime.database;

/** The columns that a statement returns of a row, in this order. */
public enum RowColumn {

    /** Whether the statement has written the row: then all other columns are null. */
    CLAIMED,

    /** Whether the row is there; else all other columns are null. */
    FOUND,

    /** Whether the row has expired. */
    EXPIRED,

    EVENT_ID,
    EVENT_TYPE,
    FINGERPRINT,
    RESULT,

    /** When the key was claimed, in milliseconds of the epoch. */
    FIRST_SEEN_AT,

    /** When the outcome was stored, in milliseconds of the epoch. */
    COMPLETED_AT,

    NODE,
    TRACE_ID;

    /** {@return the position of the column in JDBC, from 1} */
    public int position() {
        return ordinal() + 1;
    }
}
