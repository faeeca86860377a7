package org.acme.orders;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;

/** Counts the ordered items. Without the extension, the script leaves out each line with the annotation's name. */
@ApplicationScoped
class OrderConsumer {

    private final ReactiveRedisDataSource redis;

    OrderConsumer(ReactiveRedisDataSource redis) {
        this.redis = redis;
    }

    @Incoming("orders")
    @Idempotent(key = "{order.id}")
    Uni<Void> on(Order order) {
        return redis.value(Long.class).incrby("ordered", order.quantity()).replaceWithVoid();
    }
}
