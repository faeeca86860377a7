package io.quarkiverse.eventidempotency.records;

/** What became of a record that was to be released. */
public enum ReleaseResult {

    /** The next delivery runs the event. */
    RELEASED,

    /** The event is completed, and stays so. */
    COMPLETED,

    /** There is no record: the next delivery runs the event anyway. */
    ABSENT,

    /** The value is no record, and stays as it is. */
    FOREIGN
}
