package org.acme.fields;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.smallrye.mutiny.Uni;

/** The first handler. */
// tag::handler[]
@ApplicationScoped
public class FieldHandler {

    @Inject
    Fields fields;

    @Incoming("field-events")
    @Idempotent(key = "field-create:{event.tenantId}:{event.payload.fieldId}", scope = "fields.create", ttl = "1H")
    Uni<FieldCreated> onFieldCreated(EventEnvelope<Field> event) {
        return fields.create(event.payload());
    }
}
// end::handler[]
