package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * A delivery without an idempotency key, where {@code onMissingKey} is {@code FAIL}. The body has not run.
 */
public class MissingIdempotencyKeyException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    public MissingIdempotencyKeyException(String message, @Nullable String scope, @Nullable String key) {
        super(message, scope, key, null);
    }
}
