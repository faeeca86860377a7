package org.acme.guide;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;

/** A listener of a client that knows nothing of CDI. */
@ApplicationScoped
public class FieldListener {

    private static final TypeReference<EventEnvelope<Field>> ENVELOPE = new TypeReference<>() {
    };

    private final ObjectMapper json;
    private final FieldDatabase fields;
    private final IdempotencyScope<FieldCreated> scope;

    @Inject
    FieldListener(EventIdempotency idempotency, FieldDatabase fields, ObjectMapper json) {
        this.json = json;
        this.fields = fields;
        this.scope = idempotency.scope("fields.nats", FieldCreated.class);
    }

    // tag::nats[]
    public void subscribe(Connection nats) {
        nats.createDispatcher(this::onMessage).subscribe("field.created");
    }

    void onMessage(Message message) { // on a thread of the dispatcher's, which may wait
        try {
            EventEnvelope<Field> event = json.readValue(message.getData(), ENVELOPE);
            FieldCreated result = scope.runBlocking(event, () -> fields.createNow(event.payload()));
            if (message.getReplyTo() != null) { // a request, which waits for its answer
                message.getConnection().publish(message.getReplyTo(), json.writeValueAsBytes(result));
            }
        } catch (Exception e) {
            throw new IllegalStateException("A field event could not be processed", e); // to the connection's error listener
        }
    }
    // end::nats[]
}
