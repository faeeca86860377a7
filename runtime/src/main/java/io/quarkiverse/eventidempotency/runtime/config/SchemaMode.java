package io.quarkiverse.eventidempotency.runtime.config;

/** The treatment of the table of records when the application starts. */
public enum SchemaMode {

    /** The table must be there: the start fails without it, and names the script that creates it. */
    VALIDATE,

    /** The table is created if it is missing. */
    CREATE,

    /** The table is not checked. */
    NONE
}
