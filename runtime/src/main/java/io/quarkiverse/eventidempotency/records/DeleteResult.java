package io.quarkiverse.eventidempotency.records;

/** What became of a record that was to be deleted. */
public enum DeleteResult {

    /** It is gone. */
    DELETED,

    /**
     * It was in flight, and is a failure that may run again now, without an owner: whoever held it has lost its lease, and
     * cannot complete it any more. Nothing stops a body that runs.
     */
    REVOKED,

    /** There was none, or not any more the one that was meant. */
    ABSENT
}
