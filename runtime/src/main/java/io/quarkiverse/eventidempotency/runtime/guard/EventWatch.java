package io.quarkiverse.eventidempotency.runtime.guard;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;

/** Sees the events of guarded methods. There is one bean of it in dev mode, and none elsewhere. */
public interface EventWatch {

    /** A bean has been made, whose guard reads events with {@code reader}. */
    void bound(EventReader reader);

    /**
     * An event is delivered. Called on the thread of the delivery, before its key is claimed, for each event of a batch.
     *
     * @param reader reads more of the event
     * @param parameters the arguments of the call; an element of a batch stands in the place of the batch
     * @param event what names the event
     */
    void arrived(EventReader reader, Object[] parameters, ArrivedMessage message, EventIdentity event);
}
