package io.quarkiverse.eventidempotency.runtime.engine.delivery;

/**
 * Thrown when the engine is closed before the delivery of a consumer's message has an outcome: its body has not run, or its
 * completion is not stored. The message is to be left unsettled, so that its broker delivers it again.
 */
public final class DeliveryStopped extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DeliveryStopped(Throwable reason) {
        super(reason.getMessage(), reason, false, false);
    }
}
