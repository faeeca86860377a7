package org.acme.rest;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestHeader;

import io.smallrye.mutiny.Uni;

/** The annotations of Jakarta REST on an interface. */
public interface OrderApi {

    @POST
    @Path("/interface")
    Uni<Receipt> declared(@RestHeader("Idempotency-Key") String idempotencyKey, Order order);
}
