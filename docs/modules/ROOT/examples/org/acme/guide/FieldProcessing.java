package org.acme.guide;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.smallrye.mutiny.Uni;

/** Processing that is told of duplicates. */
@ApplicationScoped
public class FieldProcessing {

    private final FieldDatabase fields;
    private final IdempotencyScope<FieldCreated> scope;

    // tag::process[]
    @Inject
    FieldProcessing(EventIdempotency idempotency, FieldDatabase fields) {
        this.fields = fields;
        this.scope = idempotency.scope("fields.processed", FieldCreated.class).withTtl(Duration.ofHours(2));
    }

    public Uni<FieldCreated> handle(EventEnvelope<Field> event) {
        return scope.process(event, processing -> {
            if (processing.isDuplicate()) {
                return Uni.createFrom().item(processing.cachedResult());
            }
            return fields.create(event.payload()); // completed when it ends, failed when it fails
        });
    }
    // end::process[]

    // tag::blocking[]
    public FieldCreated handleHere(EventEnvelope<Field> event) throws Exception {
        return scope.processBlocking(event,
                processing -> processing.isDuplicate() ? processing.cachedResult() : fields.createNow(event.payload()));
    }
    // end::blocking[]
}
