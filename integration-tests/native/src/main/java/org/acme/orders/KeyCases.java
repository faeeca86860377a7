package org.acme.orders;

import java.util.Map;
import java.util.concurrent.Callable;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.KeyResolver;
import io.quarkiverse.eventidempotency.ResolvedKey;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.smallrye.mutiny.Uni;

/** A handler for each source of a key that is no message. */
@Singleton
public class KeyCases implements CaseGroup {

    @Inject
    Runs runs;
    @Inject
    Deliveries deliveries;

    @Override
    public Map<String, Callable<String>> cases() {
        return Map.ofEntries(
                deliveries.twice("keys.component", () -> component(Order.of("1"))),
                deliveries.twice("keys.getter", () -> getter(Order.of("1"))),
                deliveries.twice("keys.field", () -> field(Order.of("1"))),
                deliveries.twice("keys.map", () -> map(Order.of("1"))),
                deliveries.twice("keys.optional", () -> optional(Order.of("1"))),
                deliveries.twice("keys.kinds", () -> kinds(Order.of("1"))),
                deliveries.twice("keys.property", () -> property("1")),
                deliveries.twice("keys.parameters", () -> parameters("a:b", 7)),
                deliveries.twice("keys.payload", () -> payload(new Parcel("1", 2))),
                deliveries.twice("keys.event", () -> event(new Shipped("e-1", "shipped"))),
                deliveries.twice("keys.envelope", () -> envelope(new EventEnvelope<>("e-1", "placed", 1, null, null, null, null,
                        null, new Parcel("1", 2), "placed-1"))),
                deliveries.twice("keys.resolver", () -> resolver(new Parcel("1", 2))),
                deliveries.twice("keys.long", () -> digest("x".repeat(2000))),
                deliveries.twice("none", () -> withoutScope("flat-1")));
    }

    private Uni<Receipt> run(String name) {
        return Uni.createFrom().item(() -> new Receipt(name, runs.next(name)));
    }

    @Idempotent(scope = "keys.component", key = "order:{order.id}")
    Uni<Receipt> component(Order order) {
        return run("keys.component");
    }

    @Idempotent(scope = "keys.getter", key = "{order.shop.city}")
    Uni<Receipt> getter(Order order) {
        return run("keys.getter");
    }

    @Idempotent(scope = "keys.field", key = "{order.shop.name}")
    Uni<Receipt> field(Order order) {
        return run("keys.field");
    }

    @Idempotent(scope = "keys.map", key = "{order.labels.color}")
    Uni<Receipt> map(Order order) {
        return run("keys.map");
    }

    @Idempotent(scope = "keys.optional", key = "{{{order.id}}}:{order.note?}")
    Uni<Receipt> optional(Order order) {
        return run("keys.optional");
    }

    @Idempotent(scope = "keys.kinds", key = "{order.details.uuid}:{order.details.channel}:{order.details.price}:{order.details.day}:{order.details.number}:{order.details.sku}")
    Uni<Receipt> kinds(Order order) {
        return run("keys.kinds");
    }

    @Idempotent(scope = "keys.property", key = "${orders.region}:{id}")
    Uni<Receipt> property(String id) {
        return run("keys.property");
    }

    @Idempotent(scope = "keys.parameters")
    Uni<Receipt> parameters(@IdempotencyKey String id, @IdempotencyKey int line) {
        return run("keys.parameters");
    }

    @Idempotent(scope = "keys.payload")
    Uni<Receipt> payload(Parcel parcel) {
        return run("keys.payload");
    }

    @Idempotent(scope = "keys.event")
    Uni<Receipt> event(Shipped event) {
        return run("keys.event");
    }

    @Idempotent(scope = "keys.envelope")
    Uni<Receipt> envelope(EventEnvelope<Parcel> event) {
        return run("keys.envelope");
    }

    @Idempotent(scope = "keys.resolver", keyResolver = ParcelKeys.class)
    Uni<Receipt> resolver(Parcel parcel) {
        return run("keys.resolver");
    }

    @Idempotent(scope = "keys.long", key = "{text}")
    Uni<Receipt> digest(String text) {
        return run("keys.long");
    }

    @Idempotent(scope = Idempotent.NO_SCOPE, key = "{id}")
    Uni<Receipt> withoutScope(String id) {
        return run("none");
    }

    /** A payload with a key of its own. */
    public record Parcel(@IdempotencyKey String orderId, @IdempotencyKey int number) {
    }

    /** An event that has no key besides its id. */
    public record Shipped(String eventId, String eventType) implements IdempotentEvent {
    }

    /** Keys of parcels. */
    @Singleton
    public static class ParcelKeys implements KeyResolver<Parcel> {

        @Override
        public ResolvedKey resolve(Parcel parcel) {
            return ResolvedKey.of("resolved-" + parcel.orderId());
        }
    }
}
