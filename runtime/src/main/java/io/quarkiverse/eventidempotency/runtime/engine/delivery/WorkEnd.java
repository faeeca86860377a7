package io.quarkiverse.eventidempotency.runtime.engine.delivery;

/** How work has ended that a body was called in, from the best end to the worst. */
public enum WorkEnd {

    /** What the body did stands. */
    STANDS,

    /** What the body did was undone. */
    UNDONE,

    /** Nobody can tell. */
    UNKNOWN
}
