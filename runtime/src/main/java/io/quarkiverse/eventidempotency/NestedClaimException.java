package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * A body that claims the key that it holds itself: it would wait for its own end. The inner body has not run.
 */
public class NestedClaimException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    /**
     * Made by the extension.
     *
     * @param message what happened, where and what to do; with the key only where keys may be logged
     * @param scope the scope of the key; {@code null} for none
     * @param key the idempotency key; {@code null} when it was missing
     */
    public NestedClaimException(String message, @Nullable String scope, @Nullable String key) {
        super(message, scope, key, null);
    }
}
