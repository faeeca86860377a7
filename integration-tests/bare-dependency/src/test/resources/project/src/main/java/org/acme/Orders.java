package org.acme;

import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;

@ApplicationScoped
public class Orders {

    private final AtomicInteger handled = new AtomicInteger();

    @Idempotent(key = "order:{order.id}", scope = "orders.on")
    Uni<Receipt> on(Order order) {
        return Uni.createFrom().item(() -> new Receipt(order.id(), handled.incrementAndGet()));
    }

    int handled() {
        return handled.get();
    }
}
