package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * An event that is held for an operator's decision because an earlier attempt ended without an outcome. The body has not run.
 */
public class EventQuarantinedException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    public EventQuarantinedException(String message, @Nullable String scope, @Nullable String key) {
        super(message, scope, key, null);
    }
}
