package io.quarkiverse.eventidempotency.deployment.messages;

import io.quarkiverse.eventidempotency.IdempotencyKey;

/** A payload, which tells what is to become of it. */
public record Order(@IdempotencyKey String id, Behaviour behaviour) {

    /** What a body does. */
    public enum Behaviour {
        /** Ends well, and acknowledges a message that it is given. */
        SUCCEEDS,
        /** As SUCCEEDS, on the thread that it began on. */
        AT_ONCE,
        /** Fails, and settles nothing. */
        FAILS,
        /** Refuses its message, and ends well. */
        REFUSES,
        /** Acknowledges its message, and fails. */
        ACKNOWLEDGES_AND_FAILS,
        /** As SUCCEEDS, once the test lets it. */
        WAITS
    }
}
