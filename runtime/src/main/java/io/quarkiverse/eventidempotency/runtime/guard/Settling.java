package io.quarkiverse.eventidempotency.runtime.guard;

/** Who acknowledges the messages of a consumer, as its acknowledgement strategy has it. */
public enum Settling {

    /** The method does, with the message that it is given: {@code MANUAL}, the default of methods that take messages. */
    METHOD,
    /** The framework does once the method has ended: {@code POST_PROCESSING}, the default of methods that take payloads. */
    FRAMEWORK,
    /** The framework did before the method was called, or nobody does: {@code PRE_PROCESSING} and {@code NONE}. */
    NOBODY
}
