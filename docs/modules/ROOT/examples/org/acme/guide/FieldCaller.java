package org.acme.guide;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkiverse.eventidempotency.DuplicateEventException;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;

/** Calls a handler that fails on duplicates. */
@ApplicationScoped
public class FieldCaller {

    @Inject
    FieldHandlers handlers;

    // tag::duplicate[]
    public FieldCreated create(EventEnvelope<Field> event) {
        try {
            return handlers.onlyOnce(event);
        } catch (DuplicateEventException duplicate) {
            return duplicate.cachedResult(FieldCreated.class);
        }
    }
    // end::duplicate[]
}
