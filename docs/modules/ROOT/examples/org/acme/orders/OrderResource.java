package org.acme.orders;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.ReplayedFailureException;
import io.smallrye.mutiny.Uni;

/** A resource that places each order once for each key of a client. */
@Path("/orders")
public class OrderResource {

    // tag::guarded[]
    @POST
    @ResponseStatus(201)
    @Idempotent(key = "{security.userPrincipal.name}:{idempotencyKey}", // <1>
            fingerprint = "{order}") // <2>
    public Uni<Receipt> place(@Context SecurityContext security,
            @RestHeader("Idempotency-Key") String idempotencyKey, Order order) { // <3>
        return Uni.createFrom().item(new Receipt(order.id(), order.quantity()));
    }
    // end::guarded[]

    // tag::mapper[]
    @ServerExceptionMapper
    public Response declined(ReplayedFailureException failure) {
        boolean declined = CardDeclinedException.class.getName().equals(failure.failureType());
        return Response.status(declined ? 402 : 409).build();
    }
    // end::mapper[]
}
