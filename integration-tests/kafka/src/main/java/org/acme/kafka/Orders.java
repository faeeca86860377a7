package org.acme.kafka;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;

/** A consumer that writes down each order. */
@ApplicationScoped
public class Orders {

    static final String SCOPE = "orders";

    private final Journal journal;
    private final Duration work;

    Orders(Journal journal, @ConfigProperty(name = "shop.placing", defaultValue = "2ms") Duration work) {
        this.journal = journal;
        this.work = work;
    }

    @Incoming("orders")
    @Idempotent(scope = SCOPE)
    Uni<Void> place(ConsumerRecord<String, Order> from) {
        journal.add(from.value().id(), from.partition() + "@" + from.offset());
        Uni<Void> placed = Uni.createFrom().voidItem();
        return work.isZero() ? placed : placed.onItem().delayIt().by(work);
    }
}
