package org.acme;

import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;

/** Ships orders. Duplicates of an order are answered with its stored receipt; the method does not run again for them. */
@ApplicationScoped
public class OrderHandler {

    private final AtomicInteger shipments = new AtomicInteger();

    @Incoming("orders")
    @Outgoing("receipts")
    @Idempotent(scope = "orders.ship", ttl = "24H")
    public Uni<Receipt> ship(Order order) {
        Log.infof("Shipping %s", order.id());
        return Uni.createFrom().item(new Receipt(order.id(), shipments.incrementAndGet()));
    }
}
