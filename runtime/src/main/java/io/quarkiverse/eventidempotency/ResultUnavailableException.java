package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * A duplicate whose first run's result cannot be given back: it was not stored, or can no longer be decoded into the method's
 * result type. The body has not run.
 */
public class ResultUnavailableException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    /**
     * Made by the extension.
     *
     * @param message what happened, where and what to do; with the key only where keys may be logged
     * @param scope the scope of the key; {@code null} for none
     * @param key the idempotency key; {@code null} when it was missing
     * @param cause what it came from; {@code null} when nothing did
     */
    public ResultUnavailableException(String message, @Nullable String scope, @Nullable String key,
            @Nullable Throwable cause) {
        super(message, scope, key, cause);
    }
}
