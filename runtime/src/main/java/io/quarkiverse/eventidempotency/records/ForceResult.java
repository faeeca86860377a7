package io.quarkiverse.eventidempotency.records;

/** What became of a record whose outcome was to be forced. */
public enum ForceResult {

    /** The outcome is stored. Whoever held the record has lost its lease. */
    FORCED,

    /** The event is completed already, and its record stays as it is. */
    COMPLETED,

    /** The value is no record, and stays as it is. */
    FOREIGN,

    /** There is no record, and nobody knows what it would be a record of. */
    ABSENT
}
