package org.acme.kafka;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;

/** Consumers that do nothing but count. */
@ApplicationScoped
public class Idlers {

    private final Meter meter;

    Idlers(Meter meter) {
        this.meter = meter;
    }

    @Incoming("guarded")
    @Idempotent(scope = "idle")
    Uni<Void> guarded(Order order) {
        meter.count();
        return Uni.createFrom().voidItem();
    }

    @Incoming("unguarded")
    Uni<Void> unguarded(Order order) {
        meter.count();
        return Uni.createFrom().voidItem();
    }
}
