package io.quarkiverse.eventidempotency.deployment.rest;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestHeader;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnDuplicate;

/** A resource whose requests need a key. */
@Path("/orders")
public class KeyedResource {

    @POST
    @Idempotent(key = "{idempotencyKey}", onDuplicate = OnDuplicate.FAIL)
    public void place(@RestHeader String idempotencyKey) {
    }
}
