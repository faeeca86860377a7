package org.acme.shop;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;

/** Consumes orders; the one with the id {@code broken} fails. */
@ApplicationScoped
public class OrderHandler {

    @Incoming("orders")
    @Idempotent(scope = "orders", key = "order:{order.id}", ttl = "2H")
    Uni<Void> on(Order order) {
        return Uni.createFrom().voidItem();
    }

    @Idempotent(scope = "receipts", key = "{order.id}")
    public Uni<Receipt> receipt(Order order) {
        if (order.id().startsWith("broken")) {
            return Uni.createFrom().failure(new IllegalStateException("The printer is out of paper"));
        }
        return order.id().startsWith("stuck") ? Uni.createFrom().nothing()
                : Uni.createFrom().item(new Receipt(order.id(), List.of("tea", "cups"), 19.5));
    }
}
