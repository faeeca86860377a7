package org.acme.orders;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;

/** Consumes orders, each in a transaction. */
@Singleton
public class OrderConsumer {

    final Effects effects;

    OrderConsumer(Effects effects) {
        this.effects = effects;
    }

    /** Refuses orders of nothing, after the effect. */
    @Incoming("orders")
    @WithTransaction
    @Idempotent(key = "{order.id}", scope = "orders.consume", inTransaction = true)
    public Uni<Void> consume(Order order) {
        return effects.add(order.id()).invoke(() -> {
            if (order.amount() == 0) {
                throw new IllegalArgumentException("An order of nothing");
            }
        });
    }
}
