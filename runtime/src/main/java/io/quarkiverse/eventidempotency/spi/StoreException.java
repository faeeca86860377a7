package io.quarkiverse.eventidempotency.spi;

import org.jspecify.annotations.Nullable;

/** A step that a store did not confirm. It can be tried again with the same owner token. It has no stack trace. */
public class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Whether the step may have been applied, or may still be. */
    private final boolean maybeApplied;

    /**
     * @param message what happened, without any key
     * @param maybeApplied whether the step may have been applied, or may still be
     * @param cause what it came from
     */
    public StoreException(String message, boolean maybeApplied, @Nullable Throwable cause) {
        super(message, cause, true, false);
        this.maybeApplied = maybeApplied;
    }

    /** {@return whether the step may have been applied, or may still be; false when it certainly was not} */
    public boolean maybeApplied() {
        return maybeApplied;
    }
}
