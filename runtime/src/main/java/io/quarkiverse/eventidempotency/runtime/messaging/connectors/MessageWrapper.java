package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/**
 * A message that is as another one, but for its settlement.
 *
 * @param <T> the payload's type
 */
public abstract class MessageWrapper<T> implements Message<T> {

    /** The other message. */
    protected final Message<T> message;

    protected MessageWrapper(Message<T> message) {
        this.message = message;
    }

    @Override
    public final T getPayload() {
        return message.getPayload();
    }

    @Override
    public final Metadata getMetadata() {
        return message.getMetadata();
    }

    @Override
    public final <C> C unwrap(Class<C> type) {
        return message.unwrap(type);
    }

    @Override
    public final String toString() {
        return message.toString();
    }
}
