package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * An outcome that could not be stored because the store stayed out of reach for {@code store-retry-timeout}. The body has run,
 * and
 * the next delivery of the event will run it again.
 */
public class CompletionNotStoredException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    /**
     * Made by the extension.
     *
     * @param message what happened, where and what to do; with the key only where keys may be logged
     * @param scope the scope of the key; {@code null} for none
     * @param key the idempotency key; {@code null} when it was missing
     * @param cause what it came from; {@code null} when nothing did
     */
    public CompletionNotStoredException(String message, @Nullable String scope, @Nullable String key,
            @Nullable Throwable cause) {
        super(message, scope, key, cause);
    }
}
