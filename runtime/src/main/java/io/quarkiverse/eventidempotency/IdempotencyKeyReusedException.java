package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * A key that was used before for an event with another payload. The body has not run.
 */
public class IdempotencyKeyReusedException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    public IdempotencyKeyReusedException(String message, @Nullable String scope, @Nullable String key) {
        super(message, scope, key, null);
    }
}
