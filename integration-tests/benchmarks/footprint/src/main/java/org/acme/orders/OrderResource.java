package org.acme.orders;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.reactive.messaging.Channel;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;

/** Passes orders on to the consumer, and answers when they are acknowledged. */
@Path("/orders")
public class OrderResource {

    private final MutinyEmitter<Order> orders;
    private final ReactiveRedisDataSource redis;

    OrderResource(@Channel("orders") MutinyEmitter<Order> orders, ReactiveRedisDataSource redis) {
        this.orders = orders;
        this.redis = redis;
    }

    @POST
    public Uni<Void> order(Order order) {
        return orders.send(order);
    }

    @GET
    public Uni<Long> ordered() {
        return redis.value(Long.class).get("ordered").map(count -> count == null ? 0 : count);
    }
}
