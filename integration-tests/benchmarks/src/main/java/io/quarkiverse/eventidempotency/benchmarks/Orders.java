package io.quarkiverse.eventidempotency.benchmarks;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.arc.Unremovable;
import io.smallrye.mutiny.Uni;

/** The same body, guarded and not, in the two most common shapes. */
@ApplicationScoped
@Unremovable // looked up by the benchmark, injected nowhere
public class Orders {

    @Idempotent(key = "{order.id}", scope = "uni")
    public Uni<Receipt> guardedUni(Order order) {
        return Uni.createFrom().item(receipt(order));
    }

    public Uni<Receipt> uni(Order order) {
        return Uni.createFrom().item(receipt(order));
    }

    @Idempotent(key = "{order.id}", scope = "plain")
    public Receipt guardedPlain(Order order) {
        return receipt(order);
    }

    public Receipt plain(Order order) {
        return receipt(order);
    }

    private static Receipt receipt(Order order) {
        return new Receipt(order.id(), order.amount());
    }
}
