package org.acme.fields;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.smallrye.mutiny.Uni;

/**
 * Creates the field of each {@code field.created} event, once.
 * <p>
 * The same events arrive on two channels, as they do while a producer moves from one broker to another. Both handlers name the
 * same scope: whichever gets an event first creates the field, and the other one replays its result.
 */
@ApplicationScoped
public class FieldEvents {

    static final String SCOPE = "fields.create";
    static final String KEY = "field-create:{event.tenantId}:{event.payload.fieldId}";

    @Inject
    FieldRegistry registry;

    // tag::handler[]
    @Incoming("field-events")
    @Outgoing("fields-created")
    @Idempotent(key = KEY, scope = SCOPE, ttl = "1H")
    Uni<FieldCreated> onFieldCreated(EventEnvelope<Field> event) {
        return registry.create(event);
    }
    // end::handler[]

    @Incoming("mirrored-field-events")
    @Outgoing("mirrored-fields-created")
    @Idempotent(key = KEY, scope = SCOPE, ttl = "1H")
    Uni<FieldCreated> onMirroredFieldCreated(EventEnvelope<Field> event) {
        return registry.create(event);
    }
}
