package org.acme.rest;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import io.smallrye.mutiny.Uni;

/** Lets tests follow and release handlers. */
@Path("/gates/{key}")
public class GateResource {

    @Inject
    Gates gates;

    /** Answers once a handler waits at the gate. */
    @GET
    public Uni<Void> reached(String key) {
        return gates.reached(key);
    }

    @POST
    public void open(String key) {
        gates.open(key);
    }
}
