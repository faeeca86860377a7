package org.acme.orders;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import io.quarkiverse.eventidempotency.EventInFlightException;
import io.smallrye.common.annotation.Blocking;

/** The desk, as other processes reach it. */
@Path("/")
@Blocking
public class DeskResource {

    private final Desk desk;

    DeskResource(Desk desk) {
        this.desk = desk;
    }

    @POST
    @Path("desk.waiting/{id}/{delivery}")
    public Receipt place(@RestPath String id, @RestPath int delivery, @RestQuery boolean held) throws InterruptedException {
        return desk.place(new Order(id), delivery, held);
    }

    /** {@return the receipt, or with status 409 how many microseconds the delivery took that another one was in flight for} */
    @POST
    @Path("desk.refusing/{id}/{delivery}")
    public Response tryPlace(@RestPath String id, @RestPath int delivery, @RestQuery boolean held)
            throws InterruptedException {
        long start = System.nanoTime();
        try {
            return Response.ok(desk.tryPlace(new Order(id), delivery, held)).build();
        } catch (EventInFlightException e) {
            return Response.status(Response.Status.CONFLICT).entity((System.nanoTime() - start) / 1000).build();
        }
    }

    @POST
    @Path("released/{id}")
    public void release(@RestPath String id) {
        desk.release(id);
    }
}
