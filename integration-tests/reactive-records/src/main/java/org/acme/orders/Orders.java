package org.acme.orders;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import jakarta.inject.Singleton;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;

/** Handlers of orders, whose records are in their transactions. */
@Singleton
public class Orders {

    public final AtomicInteger calls = new AtomicInteger();
    public volatile Function<Order, Uni<?>> during = order -> Uni.createFrom().nullItem();

    final Effects effects;

    Orders(Effects effects) {
        this.effects = effects;
    }

    private Uni<Receipt> run(Order order) {
        int number = calls.incrementAndGet();
        return effects.add(order.id()).chain(() -> during.apply(order))
                .replaceWith(() -> new Receipt(order.id(), number));
    }

    @WithTransaction
    @Idempotent(key = "{order.id}", scope = "orders.place", inTransaction = true)
    public Uni<Receipt> place(Order order) {
        return run(order);
    }

    @WithTransaction
    @Idempotent(key = "{order.id}", scope = "orders.note", inTransaction = true)
    public Uni<Void> note(Order order) {
        return run(order).replaceWithVoid();
    }

    @WithTransaction
    @Idempotent(key = "{order.id}", scope = "orders.place", inTransaction = true, onInFlight = OnInFlight.FAIL)
    public Uni<Receipt> tryPlace(Order order) {
        return run(order);
    }

    @WithTransaction
    @Idempotent(key = "{order.id}", scope = "orders.place", inTransaction = true, onInFlight = OnInFlight.SKIP)
    public Uni<Receipt> skip(Order order) {
        return run(order);
    }

    @WithTransaction
    @Idempotent(key = "{order.id}", scope = "orders.place", inTransaction = true, waitTimeout = "1S")
    public Uni<Receipt> placeForASecond(Order order) {
        return run(order);
    }

    @Idempotent(key = "{order.id}", scope = "orders.bare", inTransaction = true)
    public Uni<Receipt> bare(Order order) {
        return run(order);
    }

    @WithTransaction
    @Idempotent(key = "{order.id}", scope = "orders.once", inTransaction = true, onDuplicate = OnDuplicate.FAIL)
    public Uni<Receipt> once(Order order) {
        return run(order);
    }

    @WithTransaction
    @Idempotent(key = "{order.id}", scope = "orders.optional", inTransaction = true, onDuplicate = OnDuplicate.SKIP)
    public Uni<Receipt> optional(Order order) {
        return run(order);
    }

    @WithTransaction
    @Idempotent(key = "{order.id}", scope = "orders.exact", inTransaction = true, fingerprint = Idempotent.PAYLOAD)
    public Uni<Receipt> exact(Order order) {
        return run(order);
    }

    @WithTransaction
    @Idempotent(key = "{order.id}", scope = "orders.observed", inTransaction = true)
    public Uni<Receipt> observed(Order order) {
        return run(order);
    }

    /** Its effect is the caller's, in the caller's transaction. */
    @Idempotent(key = "{order.id}", scope = "orders.plain", inTransaction = true)
    public Uni<Void> plain(Order order, Uni<?> effect) {
        return effect.replaceWithVoid();
    }
}
