package io.quarkiverse.eventidempotency.runtime.redis.connection;

/** Thrown when a server refuses commands that deliveries need. The message names them, and the remedy. */
final class CommandsRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandsRefusedException(String message) {
        super(message, null, false, false);
    }
}
