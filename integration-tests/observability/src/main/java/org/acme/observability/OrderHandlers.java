package org.acme.observability;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;

/** A consumer of orders, and a method that a resource calls. */
@ApplicationScoped
public class OrderHandlers {

    private final AtomicInteger runs = new AtomicInteger();

    @Incoming("orders")
    @Idempotent(key = "{order.id}", scope = "orders.book")
    Uni<Void> book(Order order) {
        runs.incrementAndGet();
        return Uni.createFrom().voidItem();
    }

    @Idempotent(key = "{order.id}", scope = "orders.pay")
    public Uni<Receipt> pay(Order order) {
        if (order.amount() < 0) {
            return Uni.createFrom().failure(new IllegalArgumentException("The amount is negative"));
        }
        return Uni.createFrom().item(() -> new Receipt(order.id(), runs.incrementAndGet()));
    }

    @Idempotent(key = "{orders[].id}", scope = "orders.pack")
    public Uni<List<Receipt>> pack(List<Order> orders) {
        return Uni.createFrom()
                .item(() -> orders.stream().map(order -> new Receipt(order.id(), runs.incrementAndGet())).toList());
    }
}
