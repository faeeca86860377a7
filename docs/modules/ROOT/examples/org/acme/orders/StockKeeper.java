package org.acme.orders;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.eventidempotency.Idempotent;

/** A consumer for the examples of tests. */
// tag::consumer[]
@ApplicationScoped
public class StockKeeper {

    private final List<UUID> reserved = new CopyOnWriteArrayList<>();

    @Incoming("orders")
    @Idempotent(scope = "stock.reserve")
    void reserve(Order order) {
        if (order.quantity() < 1) {
            throw new IllegalArgumentException("The quantity must be at least 1");
        }
        reserved.add(order.id());
    }

    /** The orders that stock was reserved for, one entry for each run. */
    public List<UUID> reserved() {
        return reserved;
    }
}
// end::consumer[]
