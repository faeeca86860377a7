package org.acme.brokers;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;

/**
 * Consumers of MQTT, whose messages have no key but in their payload: one whose messages the framework acknowledges, one that
 * does it itself.
 */
@ApplicationScoped
class MqttConsumers {

    private final Journal journal;

    MqttConsumers(Journal journal) {
        this.journal = journal;
    }

    @Incoming("mqtt-orders")
    @Idempotent(scope = "mqtt-orders")
    Uni<Void> order(KeyedOrder order) {
        return journal.run("mqtt-orders", order.text());
    }

    @Incoming("mqtt-parcels")
    @Idempotent(scope = "mqtt-parcels")
    Uni<Void> parcel(Message<KeyedOrder> parcel) {
        return journal.run("mqtt-parcels", parcel.getPayload().text())
                .chain(() -> Uni.createFrom().completionStage(parcel.ack()));
    }
}
