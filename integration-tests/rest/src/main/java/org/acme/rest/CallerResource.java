package org.acme.rest;

import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestHeader;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;

/** Calls a guarded method of another resource. */
@Path("/callers")
public class CallerResource {

    @Inject
    OrderResource orders;

    @POST
    @Path("/unguarded")
    public Uni<Receipt> unguarded(@RestHeader("Idempotency-Key") String idempotencyKey, Order order) {
        return orders.uni("caller", idempotencyKey, order);
    }

    @POST
    @Path("/guarded")
    @Idempotent(key = "{idempotencyKey}:{call}", fingerprint = "{order}")
    public Uni<Receipt> guarded(@RestHeader("Idempotency-Key") String idempotencyKey, @RestHeader("X-Call") String call,
            Order order) {
        return orders.uni("caller", idempotencyKey, order);
    }
}
