package org.acme.guide;

import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;

/** Makes events, with keys of their own or without. */
public final class FieldEvents {

    private FieldEvents() {
    }

    // tag::id[]
    public static EventEnvelope<Field> withoutKey(String eventId, Field field) {
        return new EventEnvelope<>(eventId, "field.created", 1, "tenant-1", null, null, null, "shop", field,
                null); // event_id is the key
    }
    // end::id[]

    // tag::tenant[]
    public static EventEnvelope<Field> ofTenant(String tenant, String eventId, Field field) {
        return new EventEnvelope<>(eventId, "field.created", 1, tenant, null, null, null, "shop", field,
                tenant + ":field.created:" + field.fieldId());
    }
    // end::tenant[]

    // tag::downstream[]
    static String paymentKey() {
        return IdempotencyContext.current().downstreamKey("payment"); // the same at each attempt at this event
    }
    // end::downstream[]
}
