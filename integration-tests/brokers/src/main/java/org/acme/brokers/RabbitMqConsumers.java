package org.acme.brokers;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;

/** Consumers of RabbitMQ: one whose messages the framework acknowledges, one that does it itself. */
@ApplicationScoped
class RabbitMqConsumers {

    private final Journal journal;

    RabbitMqConsumers(Journal journal) {
        this.journal = journal;
    }

    @Incoming("rabbitmq-orders")
    @Idempotent(scope = "rabbitmq-orders")
    Uni<Void> order(String order) {
        return journal.run("rabbitmq-orders", order);
    }

    @Incoming("rabbitmq-parcels")
    @Idempotent(scope = "rabbitmq-parcels")
    Uni<Void> parcel(Message<String> parcel) {
        return journal.run("rabbitmq-parcels", parcel.getPayload())
                .chain(() -> Uni.createFrom().completionStage(parcel.ack()));
    }
}
