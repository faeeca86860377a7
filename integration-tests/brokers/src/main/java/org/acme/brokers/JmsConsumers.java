package org.acme.brokers;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;

/**
 * Consumers of JMS, a connector that the extension does not know: one whose messages the framework acknowledges, one that does
 * it itself.
 */
@ApplicationScoped
class JmsConsumers {

    private final Journal journal;

    JmsConsumers(Journal journal) {
        this.journal = journal;
    }

    @Incoming("jms-orders")
    @Idempotent(scope = "jms-orders")
    Uni<Void> order(KeyedOrder order) {
        return journal.run("jms-orders", order.text());
    }

    @Incoming("jms-parcels")
    @Idempotent(scope = "jms-parcels")
    Uni<Void> parcel(Message<KeyedOrder> parcel) {
        return journal.run("jms-parcels", parcel.getPayload().text())
                .chain(() -> Uni.createFrom().completionStage(parcel.ack()));
    }
}
