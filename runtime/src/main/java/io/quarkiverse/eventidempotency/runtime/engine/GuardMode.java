package io.quarkiverse.eventidempotency.runtime.engine;

/** The effect of the guard on deliveries. */
public enum GuardMode {
    /** Deliveries are guarded. */
    GUARD,
    /** Deliveries are claimed and recorded, and their bodies run whatever the record contains. */
    OBSERVE
}
