package org.acme.observability;

import java.util.List;

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

    @POST
    @Path("/pack")
    public Uni<List<Receipt>> pack(List<Order> orders) {
        return handlers.pack(orders);
    }
}
