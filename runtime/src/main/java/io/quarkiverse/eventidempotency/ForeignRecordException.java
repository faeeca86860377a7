package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * A value in the store that is no idempotency record, or the record of another scope or key. The body has not run: nobody knows
 * whether the event has been processed.
 */
public class ForeignRecordException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    public ForeignRecordException(String message, @Nullable String scope, @Nullable String key) {
        super(message, scope, key, null);
    }
}
