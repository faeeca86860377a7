package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.IdempotencyRecords;

/**
 * A key that could not be claimed because the store stayed out of reach for {@code store-retry-timeout}: the body has not run.
 * Or something that {@link IdempotencyRecords} was asked for and the store did not confirm.
 */
public class StoreUnavailableException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    /**
     * Made by the extension.
     *
     * @param message what happened, where and what to do; with the key only where keys may be logged
     * @param scope the scope of the key; {@code null} for none
     * @param key the idempotency key; {@code null} when it was missing
     * @param cause what it came from; {@code null} when nothing did
     */
    public StoreUnavailableException(String message, @Nullable String scope, @Nullable String key,
            @Nullable Throwable cause) {
        super(message, scope, key, cause);
    }
}
