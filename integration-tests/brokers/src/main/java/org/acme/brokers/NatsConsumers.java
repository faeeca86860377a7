package org.acme.brokers;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;

/** Consumers of NATS JetStream: one whose messages the framework acknowledges, one that does it itself. */
@ApplicationScoped
class NatsConsumers {

    private final Journal journal;

    NatsConsumers(Journal journal) {
        this.journal = journal;
    }

    @Incoming("nats-orders")
    @Idempotent(scope = "nats-orders")
    Uni<Void> order(String order) {
        return journal.run("nats-orders", order);
    }

    @Incoming("nats-parcels")
    @Idempotent(scope = "nats-parcels")
    Uni<Void> parcel(Message<String> parcel) {
        return journal.run("nats-parcels", parcel.getPayload())
                .chain(() -> Uni.createFrom().completionStage(parcel.ack()));
    }
}
