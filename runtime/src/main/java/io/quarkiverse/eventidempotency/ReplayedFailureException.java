package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * A duplicate of an event whose failure is its outcome: stored, and not to be run again. The body has not run.
 * <p>
 * The first run's exception is not made again, only told: it may be of a type that this process does not know.
 */
public class ReplayedFailureException extends IdempotencyException {

    private static final long serialVersionUID = 1L;

    /** The class name of the first run's exception. */
    private final @Nullable String failureType;

    /** The message of the first run's exception. */
    private final @Nullable String failureMessage;

    /**
     * Made by the extension.
     *
     * @param message what happened, where and what to do; with the key only where keys may be logged
     * @param scope the scope of the key; {@code null} for none
     * @param key the idempotency key; {@code null} when it was missing
     * @param failureType the class name of the first run's exception
     * @param failureMessage the message of the first run's exception
     */
    public ReplayedFailureException(String message, @Nullable String scope, @Nullable String key,
            @Nullable String failureType, @Nullable String failureMessage) {
        super(message, scope, key, null);
        this.failureType = failureType;
        this.failureMessage = failureMessage;
    }

    /** {@return the class name of the first run's exception; {@code null} where the record does not tell} */
    public @Nullable String failureType() {
        return failureType;
    }

    /** {@return the message of the first run's exception, cut to 4,096 characters; {@code null} when it had none} */
    public @Nullable String failureMessage() {
        return failureMessage;
    }
}
