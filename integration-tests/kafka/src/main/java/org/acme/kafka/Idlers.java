package org.acme.kafka;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** Consumers that count. A process can be configured to let each body take a while. */
@ApplicationScoped
public class Idlers {

    private final Meter meter;
    private final Vertx vertx;
    private final long millis;

    Idlers(Meter meter, Vertx vertx, @ConfigProperty(name = "shop.idle.millis", defaultValue = "0") long millis) {
        this.meter = meter;
        this.vertx = vertx;
        this.millis = millis;
    }

    private Uni<Void> body() {
        meter.count(1);
        return millis == 0 ? Uni.createFrom().voidItem()
                : Uni.createFrom().emitter(emitter -> vertx.setTimer(millis, timer -> emitter.complete(null)));
    }

    @Incoming("guarded")
    @Idempotent(scope = "idle")
    Uni<Void> guarded(Order order) {
        return body();
    }

    @Incoming("unguarded")
    Uni<Void> unguarded(Order order) {
        return body();
    }

    @Incoming("guarded-batches")
    @Idempotent(scope = "idle-batches")
    Uni<Void> guarded(List<Order> orders) {
        meter.count(orders.size());
        return Uni.createFrom().voidItem();
    }

    @Incoming("unguarded-batches")
    Uni<Void> unguarded(List<Order> orders) {
        meter.count(orders.size());
        return Uni.createFrom().voidItem();
    }

    @Incoming("guarded-repeats")
    @Idempotent(scope = "idle-repeats")
    Uni<Void> guardedRepeats(Order order) {
        return Uni.createFrom().voidItem();
    }

    @Incoming("unguarded-repeats")
    Uni<Void> unguardedRepeats(Order order) {
        return Uni.createFrom().voidItem();
    }
}
