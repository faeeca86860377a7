package org.acme.orders;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.eventidempotency.Idempotent;

/** Consumes orders, each in a transaction. */
@Singleton
public class OrderConsumer {

    final Effects effects;

    OrderConsumer(Effects effects) {
        this.effects = effects;
    }

    /** Refuses orders of nothing, after the effect. */
    @Incoming("orders")
    @Transactional
    @Idempotent(key = "{order.id}", scope = "orders.consume", inTransaction = true)
    public void consume(Order order) {
        effects.add(order.id());
        if (order.amount() == 0) {
            throw new IllegalArgumentException("An order of nothing");
        }
    }
}
