package io.quarkiverse.eventidempotency.runtime.guard;

import org.jspecify.annotations.Nullable;

/** Finds the messages that one consumer is called for. */
public interface MessageFinder {

    /** Where the application consumes no messages. */
    MessageFinder NONE = argument -> ArrivedMessage.NONE;

    /**
     * The message of a call.
     *
     * @param argument the message, where the method takes it as an argument; {@code null} where it takes the payload
     * @return {@link ArrivedMessage#NONE} when the method is not called for a message of its channels
     */
    ArrivedMessage find(@Nullable Object argument);
}
