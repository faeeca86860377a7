package io.quarkiverse.eventidempotency.runtime.guard;

/** The thread that a delivery of a consumer holds from its call until its result, and so while it waits. */
public enum HeldThread {
    /** None: the method returns a {@code Uni} or a {@code CompletionStage}, or is no consumer. */
    NONE,
    /** One of the worker pool, which bodies may need threads of, and one for each channel: its messages follow one another. */
    WORKER,
    /** As above, and as many as there are messages. */
    WORKERS,
    /** A virtual thread, or one of a pool that only consumers use. */
    OWN
}
