package org.acme.orders;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.smallrye.mutiny.Uni;

/** A handler for each source of keys, and for each shape. */
@ApplicationScoped
public class OrderHandlers {

    // tag::expression[]
    @Idempotent(key = "order-ship:{order.shop}:{order.id}:{batch?}", scope = "orders.ship")
    Uni<Receipt> ship(Order order, String batch) {
        return Uni.createFrom().item(new Receipt(order.id(), order.quantity()));
    }
    // end::expression[]

    // tag::annotated[]
    @Idempotent(scope = "orders.pack")
    CompletionStage<Receipt> pack(Order order) {
        return CompletableFuture.completedStage(new Receipt(order.id(), order.quantity()));
    }

    @Idempotent(scope = "orders.cancel")
    void cancel(@IdempotencyKey String orderId, String reason) {
        // ...
    }
    // end::annotated[]

    // tag::event[]
    @Idempotent(scope = "orders.place", onDuplicate = OnDuplicate.FAIL, onInFlight = OnInFlight.FAIL, lease = "5S")
    Receipt place(OrderPlaced event) {
        return new Receipt(event.order().id(), event.order().quantity());
    }
    // end::event[]

    // tag::elements[]
    @Idempotent(key = "order-import:{shop}:{orders[].id}", scope = "orders.import")
    Uni<List<Receipt>> importAll(String shop, List<Order> orders) {
        return Uni.createFrom().item(orders.stream().map(order -> new Receipt(order.id(), order.quantity())).toList());
    }
    // end::elements[]
}
