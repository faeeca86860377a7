package org.acme.guide;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.smallrye.mutiny.Uni;

/** Handlers that are methods. */
@ApplicationScoped
public class FieldHandlers {

    @Inject
    FieldDatabase fields;

    @Inject
    EventIdempotency idempotency;

    // tag::handler[]
    @Idempotent(scope = "fields.created")
    public Uni<FieldCreated> onFieldCreated(EventEnvelope<Field> event) {
        return fields.create(event.payload()); // runs once for each event
    }
    // end::handler[]

    // tag::key[]
    @Idempotent(scope = "fields.by-id", key = "field-create:{event.tenantId}:{event.payload.fieldId}")
    public Uni<FieldCreated> onceForEachField(EventEnvelope<Field> event) {
        return fields.create(event.payload());
    }
    // end::key[]

    // tag::ttl[]
    @Idempotent(scope = "fields.hourly", ttl = "1H")
    public Uni<FieldCreated> rememberedForAnHour(EventEnvelope<Field> event) {
        return fields.create(event.payload());
    }
    // end::ttl[]

    // tag::fail[]
    @Idempotent(scope = "fields.strict", onDuplicate = OnDuplicate.FAIL)
    public FieldCreated onlyOnce(EventEnvelope<Field> event) {
        return fields.createNow(event.payload());
    }
    // end::fail[]

    // tag::retry[]
    @Idempotent(scope = "fields.retried")
    public Uni<FieldCreated> onFieldCreatedRetried(EventEnvelope<Field> event) {
        return fields.create(event.payload())
                .onFailure().retry().withBackOff(Duration.ofMillis(100)).atMost(3); // within one attempt at the event
    }
    // end::retry[]

    // tag::conditional[]
    public Uni<FieldCreated> onAnyEvent(EventEnvelope<Field> event) {
        if (event.eventType().equals("field.created")) {
            return idempotency.scope("fields.critical", FieldCreated.class).run(event, () -> fields.create(event.payload()));
        }
        return fields.create(event.payload());
    }
    // end::conditional[]
}
