package org.acme.observability;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.KeyResolver;
import io.quarkiverse.eventidempotency.ResolvedKey;
import io.smallrye.mutiny.Uni;

/** Methods with the key sources that code has not. */
@ApplicationScoped
public class MeteredOrders {

    @Idempotent(keyResolver = Failing.class, scope = "key-failed")
    Uni<String> withoutOrder(Order order) {
        return Uni.createFrom().item("done");
    }

    @Idempotent(keyResolver = Unneeded.class, scope = "unguarded-on-purpose")
    Uni<String> quote(Order order) {
        return Uni.createFrom().item("done");
    }

    @ApplicationScoped
    static class Failing implements KeyResolver<Order> {

        @Override
        public ResolvedKey resolve(Order order) {
            throw new IllegalArgumentException("no such order");
        }
    }

    @ApplicationScoped
    static class Unneeded implements KeyResolver<Order> {

        @Override
        public ResolvedKey resolve(Order order) {
            return ResolvedKey.unguarded();
        }
    }
}
