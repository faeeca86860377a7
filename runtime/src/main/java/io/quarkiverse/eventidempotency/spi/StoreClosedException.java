package io.quarkiverse.eventidempotency.spi;

/**
 * A step that a store did not confirm because it was closed, as it is when the application stops. There is no use in trying
 * again.
 */
public class StoreClosedException extends StoreException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message what happened, without any key
     * @param maybeApplied whether the step may have been applied, or may still be
     */
    public StoreClosedException(String message, boolean maybeApplied) {
        super(message, maybeApplied, null);
    }
}
