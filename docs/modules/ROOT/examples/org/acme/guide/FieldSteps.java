package org.acme.guide;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;

/** Each step by hand. */
@ApplicationScoped
public class FieldSteps {

    private final FieldDatabase fields;
    private final IdempotencyScope<FieldCreated> scope;

    @Inject
    FieldSteps(EventIdempotency idempotency, FieldDatabase fields) {
        this.fields = fields;
        this.scope = idempotency.scope("fields.steps", FieldCreated.class);
    }

    // tag::steps[]
    public FieldCreated handle(EventEnvelope<Field> event) {
        Claim<FieldCreated> claim = scope.claim(event).await().indefinitely();
        if (claim instanceof Claim.Duplicate<FieldCreated> duplicate) {
            return duplicate.cachedResult();
        }
        if (claim instanceof Claim.InFlight<FieldCreated>) {
            return null; // another process is at it
        }
        try (Claim.Acquired<FieldCreated> acquired = (Claim.Acquired<FieldCreated>) claim) {
            FieldCreated result = fields.createNow(event.payload());
            acquired.complete(result).await().indefinitely();
            return result;
        } // closed unsettled, by an exception, it is failed, and the next delivery runs it again
    }
    // end::steps[]
}
