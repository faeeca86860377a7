package org.acme.kafka;

import java.time.Duration;
import java.util.concurrent.ExecutorService;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.annotations.Blocking;

/** Consumers on worker threads, whose bodies take their time and need another thread of the pool to end. */
@ApplicationScoped
public class Shipments {

    static final String SCOPE = "shipments";

    private final Journal journal;
    private final ExecutorService workers;
    private final Duration work;

    Shipments(Journal journal, ExecutorService workers,
            @ConfigProperty(name = "shop.shipping", defaultValue = "500ms") Duration work) {
        this.journal = journal;
        this.workers = workers;
        this.work = work;
    }

    /** Returns when it has ended. */
    @Incoming("shipments")
    @Blocking(ordered = false)
    @Idempotent(scope = SCOPE)
    void ship(Shipment shipment) throws Exception {
        journal.add(shipment.id(), Thread.currentThread().getName());
        Thread.sleep(work.toMillis());
        workers.submit(() -> {
        }).get();
    }

    /** Returns a {@code Uni}. */
    @Incoming("pick-ups")
    @Blocking(ordered = false)
    @Idempotent(scope = SCOPE)
    Uni<Void> pickUp(Shipment shipment) {
        journal.add(shipment.id(), Thread.currentThread().getName());
        return Uni.createFrom().voidItem().onItem().delayIt().by(work).emitOn(Infrastructure.getDefaultWorkerPool());
    }
}
