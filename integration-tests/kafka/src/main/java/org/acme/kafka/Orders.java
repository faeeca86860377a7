package org.acme.kafka;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;

/** A consumer that writes down each order. */
@ApplicationScoped
public class Orders {

    static final String SCOPE = "orders";

    private static final Duration WORK = Duration.ofMillis(2);

    private final Journal journal;

    Orders(Journal journal) {
        this.journal = journal;
    }

    @Incoming("orders")
    @Idempotent(scope = SCOPE)
    Uni<Void> place(Order order, IncomingKafkaRecordMetadata<String, Order> from) {
        journal.add(order.id(), from.getPartition() + "@" + from.getOffset());
        return Uni.createFrom().voidItem().onItem().delayIt().by(WORK);
    }
}
