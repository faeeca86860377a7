package org.acme.fields;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.smallrye.mutiny.Uni;

/** Creates the field of each {@code field.created} event of the topic, once. */
@ApplicationScoped
public class FieldEvents {

    static final String SCOPE = "fields.create";

    @Inject
    FieldRegistry registry;

    @Incoming("field-events")
    @Idempotent(key = "field-create:{event.tenantId}:{event.payload.fieldId}", scope = SCOPE, ttl = "1H")
    Uni<FieldCreated> onFieldCreated(EventEnvelope<Field> event) {
        return registry.create(event.payload());
    }
}
