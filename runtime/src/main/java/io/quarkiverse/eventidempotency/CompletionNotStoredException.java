package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * An outcome that could not be stored because the store stayed out of reach for {@code store-retry-timeout}. The body has run,
 * and
 * the next delivery of the event will run it again.
 */
public class CompletionNotStoredException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    public CompletionNotStoredException(String message, @Nullable String scope, @Nullable String key,
            @Nullable Throwable cause) {
        super(message, scope, key, cause);
    }
}
