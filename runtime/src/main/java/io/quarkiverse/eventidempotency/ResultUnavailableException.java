package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * A duplicate whose first run's result cannot be given back: it was not stored, or can no longer be decoded into the method's
 * result type. The body has not run.
 */
public class ResultUnavailableException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    public ResultUnavailableException(String message, @Nullable String scope, @Nullable String key,
            @Nullable Throwable cause) {
        super(message, scope, key, cause);
    }
}
