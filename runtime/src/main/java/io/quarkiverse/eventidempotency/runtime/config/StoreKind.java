package io.quarkiverse.eventidempotency.runtime.config;

/** Where records are kept. */
public enum StoreKind {

    /** Redis when its client is active, else in memory in dev and test mode. */
    AUTO,

    /** Redis. */
    REDIS,

    /** The memory of this process. */
    IN_MEMORY,

    /** Nowhere but in the transactions of the handlers. */
    NONE
}
