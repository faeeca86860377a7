package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * An event that has used up its attempts. The body has not run.
 */
public class AttemptsExhaustedException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    public AttemptsExhaustedException(String message, @Nullable String scope, @Nullable String key) {
        super(message, scope, key, null);
    }
}
