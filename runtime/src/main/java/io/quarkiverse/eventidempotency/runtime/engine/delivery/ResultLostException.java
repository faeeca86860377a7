package io.quarkiverse.eventidempotency.runtime.engine.delivery;

/** Thrown in dev and test mode when a duplicate would not get a result as it is. Its message has all there is to know. */
final class ResultLostException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    ResultLostException(String message) {
        super(message);
    }

    /** The stack is the engine's, and would hide the message. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
