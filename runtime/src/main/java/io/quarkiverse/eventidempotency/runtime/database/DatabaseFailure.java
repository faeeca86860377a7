package io.quarkiverse.eventidempotency.runtime.database;

/** The failures of statements that mean something to a claim. */
public enum DatabaseFailure {

    /** A row with this key is there. */
    DUPLICATE,

    /** Another transaction holds the row, and the wait for it is over. */
    LOCK_TIMEOUT,

    /** The database has chosen this transaction to be rolled back, so that another one can go on. */
    CONFLICT,

    /** All others. */
    OTHER
}
