package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * A value in the store that is no idempotency record, or the record of another scope or key. The body has not run: nobody knows
 * whether the event has been processed.
 */
public class ForeignRecordException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    /**
     * Made by the extension.
     *
     * @param message what happened, where and what to do; with the key only where keys may be logged
     * @param scope the scope of the key; {@code null} for none
     * @param key the idempotency key; {@code null} when it was missing
     */
    public ForeignRecordException(String message, @Nullable String scope, @Nullable String key) {
        super(message, scope, key, null);
    }
}
