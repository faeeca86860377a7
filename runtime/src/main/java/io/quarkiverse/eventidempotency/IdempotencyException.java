package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * A delivery that ended otherwise than by its body, or whose outcome could not be stored.
 * <p>
 * Keys can hold personal data: the message names the key only with {@code quarkus.event-idempotency.log-keys=true}, else the
 * first twelve hexadecimal digits of its SHA-256.
 */
public abstract class IdempotencyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String scope;
    private final @Nullable String key;

    protected IdempotencyException(String message, @Nullable String scope, @Nullable String key,
            @Nullable Throwable cause) {
        super(message, cause);
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
