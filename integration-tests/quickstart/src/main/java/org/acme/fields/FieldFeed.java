package org.acme.fields;

import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;

import io.quarkiverse.eventidempotency.envelope.EventEnvelope;

/** Puts events on the two channels, in the place of two brokers. */
@ApplicationScoped
public class FieldFeed {

    @Inject
    @Channel("field-events")
    Emitter<EventEnvelope<Field>> events;

    @Inject
    @Channel("mirrored-field-events")
    Emitter<EventEnvelope<Field>> mirroredEvents;

    CompletionStage<FieldCreated> send(EventEnvelope<Field> event) {
        return send(events, event);
    }

    CompletionStage<FieldCreated> sendMirrored(EventEnvelope<Field> event) {
        return send(mirroredEvents, event);
    }

    private static CompletionStage<FieldCreated> send(Emitter<EventEnvelope<Field>> channel, EventEnvelope<Field> event) {
        Delivery delivery = new Delivery(event);
        channel.send(delivery.message());
        return delivery.outcome();
    }
}
