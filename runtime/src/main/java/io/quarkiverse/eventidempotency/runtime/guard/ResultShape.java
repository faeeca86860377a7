package io.quarkiverse.eventidempotency.runtime.guard;

/** How a guarded method returns its result. */
public enum ResultShape {
    /** As a {@code Uni}: each subscription is a delivery. */
    UNI,
    /** As a {@code CompletionStage}: the call is the delivery. */
    STAGE,
    /** As it is, on a thread that may wait for the store. */
    BLOCKING
}
