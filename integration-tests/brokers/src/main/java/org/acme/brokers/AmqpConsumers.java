package org.acme.brokers;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;

/** Consumers of AMQP 1.0: one whose messages the framework acknowledges, one that does it itself. */
@ApplicationScoped
class AmqpConsumers {

    private final Journal journal;

    AmqpConsumers(Journal journal) {
        this.journal = journal;
    }

    @Incoming("amqp-orders")
    @Idempotent(scope = "amqp-orders")
    Uni<Void> order(String order) {
        return journal.run("amqp-orders", order);
    }

    @Incoming("amqp-parcels")
    @Idempotent(scope = "amqp-parcels")
    Uni<Void> parcel(Message<String> parcel) {
        return journal.run("amqp-parcels", parcel.getPayload())
                .chain(() -> Uni.createFrom().completionStage(parcel.ack()));
    }
}
