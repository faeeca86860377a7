package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * A duplicate of an event whose failure is its outcome: stored, and not to be run again. The body has not run.
 */
public class ReplayedFailureException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    public ReplayedFailureException(String message, @Nullable String scope, @Nullable String key,
            @Nullable Throwable cause) {
        super(message, scope, key, cause);
    }
}
