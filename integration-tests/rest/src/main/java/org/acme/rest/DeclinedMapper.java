package org.acme.rest;

import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import io.quarkiverse.eventidempotency.ReplayedFailureException;

/** Answers a declined card in the same way on each request. */
public class DeclinedMapper {

    @ServerExceptionMapper
    public Response declined(CardDeclinedException declined) {
        return Response.status(402).entity("declined").build();
    }

    /** A mapper of the application for an exception of the extension. */
    @ServerExceptionMapper
    public Response declined(ReplayedFailureException declined) {
        return Response.status(402).entity("declined before").build();
    }
}
