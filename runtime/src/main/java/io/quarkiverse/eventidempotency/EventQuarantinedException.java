package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * An event that is held for an operator's decision because an earlier attempt ended without an outcome. The body has not run.
 */
public class EventQuarantinedException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    /**
     * Made by the extension.
     *
     * @param message what happened, where and what to do; with the key only where keys may be logged
     * @param scope the scope of the key; {@code null} for none
     * @param key the idempotency key; {@code null} when it was missing
     */
    public EventQuarantinedException(String message, @Nullable String scope, @Nullable String key) {
        super(message, scope, key, null);
    }
}
