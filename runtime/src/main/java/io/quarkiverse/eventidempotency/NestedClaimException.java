package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * A body that claims the key that it holds itself: it would wait for its own end. The inner body has not run.
 */
public class NestedClaimException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    public NestedClaimException(String message, @Nullable String scope, @Nullable String key) {
        super(message, scope, key, null);
    }
}
