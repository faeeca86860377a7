package org.acme.orders;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

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

    @POST
    @Path("desk.refusing/{id}/{delivery}")
    public Receipt tryPlace(@RestPath String id, @RestPath int delivery, @RestQuery boolean held)
            throws InterruptedException {
        return desk.tryPlace(new Order(id), delivery, held);
    }

    @POST
    @Path("released")
    public void release() {
        desk.release();
    }

    @ServerExceptionMapper
    Response conflict(EventInFlightException e) {
        return Response.status(Response.Status.CONFLICT).entity(e.getMessage()).build();
    }
}
