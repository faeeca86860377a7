package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * A delivery that ended otherwise than by its body, or whose outcome could not be stored.
 * <p>
 * It has no stack trace: its message names the event and what to do, and it is thrown where the store's reply arrives.
 * <p>
 * Keys can contain personal data: the message names the key only with {@code quarkus.event-idempotency.log-keys=true}, the
 * default in dev mode, else the first twelve hexadecimal digits of its SHA-256.
 */
public abstract class IdempotencyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The scope of the key. */
    private final @Nullable String scope;

    /** The idempotency key. */
    private final @Nullable String key;

    /**
     * Made by the extension.
     *
     * @param message what happened, where and what to do; with the key only where keys may be logged
     * @param scope the scope of the key; {@code null} for none
     * @param key the idempotency key; {@code null} when it was missing
     * @param cause what it came from; {@code null} when nothing did
     */
    protected IdempotencyException(String message, @Nullable String scope, @Nullable String key,
            @Nullable Throwable cause) {
        super(message, cause, true, false);
        this.scope = scope;
        this.key = key;
    }

    /** {@return the scope of the key; {@code null} for none} */
    public @Nullable String scope() {
        return scope;
    }

    /** {@return the idempotency key; {@code null} when it was missing} */
    public @Nullable String key() {
        return key;
    }
}
