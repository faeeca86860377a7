package org.acme.shop;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;

/** Delivers an order, as a message or as a call. */
@Path("/deliveries")
public class Deliveries {

    @Inject
    OrderHandler handler;

    @Channel("orders")
    Emitter<Order> orders;

    @GET
    @Path("/message")
    public void message(@QueryParam("id") String id) {
        orders.send(new Order(id, 2, "Ada")).toCompletableFuture().join();
    }

    /** Many messages, each of an order of its own. */
    @GET
    @Path("/many")
    public void many(@QueryParam("n") int n) {
        for (int i = 0; i < n; i++) {
            message("many-" + i);
        }
    }

    /** Does not wait for one that never ends. */
    @GET
    @Path("/call")
    public void call(@QueryParam("id") String id) {
        var delivery = handler.receipt(new Order(id, 2, "Ada")).onFailure().recoverWithNull().subscribeAsCompletionStage();
        if (!id.startsWith("stuck")) {
            delivery.join();
        }
    }
}
