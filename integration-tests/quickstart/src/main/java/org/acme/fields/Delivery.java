package org.acme.fields;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

import io.quarkiverse.eventidempotency.envelope.EventEnvelope;

/**
 * One delivery of an event, by which its sender learns what became of it. It travels as metadata of the message, and of the
 * message that results from it.
 */
final class Delivery {

    private final EventEnvelope<Field> event;
    private final CompletableFuture<FieldCreated> outcome = new CompletableFuture<>();
    private volatile FieldCreated result;

    Delivery(EventEnvelope<Field> event) {
        this.event = event;
    }

    Message<EventEnvelope<Field>> message() {
        return Message.of(event, Metadata.of(this), this::acknowledged, this::refused);
    }

    void result(FieldCreated created) {
        result = created;
    }

    /** {@return the handler's result once the message is acknowledged, or why it was not} */
    CompletionStage<FieldCreated> outcome() {
        return outcome;
    }

    private CompletionStage<Void> acknowledged() {
        outcome.complete(result);
        return CompletableFuture.completedStage(null);
    }

    private CompletionStage<Void> refused(Throwable reason) {
        outcome.completeExceptionally(reason);
        return CompletableFuture.completedStage(null);
    }
}
