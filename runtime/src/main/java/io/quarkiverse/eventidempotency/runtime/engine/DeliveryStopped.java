package io.quarkiverse.eventidempotency.runtime.engine;

/**
 * Thrown when the engine is closed while a consumer's delivery waits. Its body has not run: the message is to be left
 * unsettled, so that its broker delivers it again.
 */
public final class DeliveryStopped extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DeliveryStopped(Throwable reason) {
        super(reason.getMessage(), reason, false, false);
    }
}
