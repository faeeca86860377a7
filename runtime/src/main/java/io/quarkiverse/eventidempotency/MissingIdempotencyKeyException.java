package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * A delivery without an idempotency key, where {@code onMissingKey} is {@code FAIL}. The body has not run.
 * <p>
 * The message names the part that is missing, the method and the place of the message that it was called for.
 */
public class MissingIdempotencyKeyException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    /**
     * Made by the extension.
     *
     * @param message what happened, where and what to do; with the key only where keys may be logged
     * @param scope the scope of the key; {@code null} for none
     * @param key the idempotency key; {@code null} when it was missing
     */
    public MissingIdempotencyKeyException(String message, @Nullable String scope, @Nullable String key) {
        super(message, scope, key, null);
    }
}
