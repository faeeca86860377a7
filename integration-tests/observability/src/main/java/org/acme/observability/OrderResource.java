package org.acme.observability;

import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import io.smallrye.mutiny.Uni;

@Path("/orders")
public class OrderResource {

    @Inject
    OrderHandlers handlers;

    @POST
    @Path("/pay")
    public Uni<Receipt> pay(Order order) {
        return handlers.pay(order);
    }
}
