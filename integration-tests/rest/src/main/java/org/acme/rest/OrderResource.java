package org.acme.rest;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestHeader;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;

/** A guarded method of each shape, and of each outcome that requests can cause. */
@Path("/orders")
public class OrderResource implements OrderApi {

    private static final String KEY_HEADER = "Idempotency-Key";
    private static final String KEY = "{idempotencyKey}";
    private static final String PAYLOAD = "{order}";

    @Inject
    Receipts receipts;
    @Inject
    Gates gates;

    @POST
    @Path("/uni")
    @ResponseStatus(201)
    @Idempotent(key = "{user}:{idempotencyKey}", fingerprint = PAYLOAD)
    public Uni<Receipt> uni(@RestHeader("X-User") String user, @RestHeader(KEY_HEADER) String idempotencyKey, Order order) {
        return Uni.createFrom().item(() -> receipts.write(order));
    }

    @POST
    @Path("/stage")
    @Idempotent(key = KEY, fingerprint = PAYLOAD)
    public CompletionStage<Receipt> stage(@RestHeader(KEY_HEADER) String idempotencyKey, Order order) {
        return CompletableFuture.completedFuture(receipts.write(order));
    }

    @POST
    @Path("/plain")
    @Idempotent(key = KEY, fingerprint = PAYLOAD)
    public Receipt plain(@RestHeader(KEY_HEADER) String idempotencyKey, Order order) {
        return receipts.write(order);
    }

    @POST
    @Path("/worker")
    @Blocking
    @Idempotent(key = KEY, fingerprint = PAYLOAD)
    public Uni<Receipt> worker(@RestHeader(KEY_HEADER) String idempotencyKey, Order order) {
        return Uni.createFrom().item(() -> receipts.write(order));
    }

    @Override
    @Idempotent(key = KEY, fingerprint = PAYLOAD)
    public Uni<Receipt> declared(String idempotencyKey, Order order) {
        return Uni.createFrom().item(() -> receipts.write(order));
    }

    @POST
    @Path("/nothing")
    @Idempotent(key = KEY, fingerprint = PAYLOAD)
    public void nothing(@RestHeader(KEY_HEADER) String idempotencyKey, Order order) {
        receipts.write(order);
    }

    @POST
    @Path("/skipping")
    @Idempotent(key = KEY, fingerprint = PAYLOAD, onDuplicate = OnDuplicate.SKIP)
    public Uni<Receipt> skipping(@RestHeader(KEY_HEADER) String idempotencyKey, Order order) {
        return Uni.createFrom().item(() -> receipts.write(order));
    }

    @POST
    @Path("/once")
    @Idempotent(key = KEY, fingerprint = PAYLOAD, onDuplicate = OnDuplicate.FAIL)
    public Uni<Receipt> once(@RestHeader(KEY_HEADER) String idempotencyKey, Order order) {
        return Uni.createFrom().item(() -> receipts.write(order));
    }

    /** Its result is larger than results that are stored. */
    @POST
    @Path("/large")
    @Idempotent(key = KEY, fingerprint = PAYLOAD)
    public Uni<String> large(@RestHeader(KEY_HEADER) String idempotencyKey, Order order) {
        return Uni.createFrom().item("x".repeat(2000));
    }

    @POST
    @Path("/declined")
    @Idempotent(key = KEY, fingerprint = PAYLOAD, terminalOn = CardDeclinedException.class)
    public Uni<Receipt> declined(@RestHeader(KEY_HEADER) String idempotencyKey, Order order) {
        return Uni.createFrom().failure(new CardDeclinedException(order.id()));
    }

    @POST
    @Path("/gated")
    @Idempotent(key = KEY, fingerprint = PAYLOAD, onInFlight = OnInFlight.FAIL)
    public Uni<Receipt> gated(@RestHeader(KEY_HEADER) String idempotencyKey, Order order) {
        return gates.pass(idempotencyKey).map(passed -> receipts.write(order));
    }

    @POST
    @Path("/waiting")
    @Idempotent(key = KEY, fingerprint = PAYLOAD)
    public Uni<Receipt> waiting(@RestHeader(KEY_HEADER) String idempotencyKey, Order order) {
        return gates.pass(idempotencyKey).map(passed -> receipts.write(order));
    }
}
