package org.acme.fields;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;

import io.quarkiverse.eventidempotency.MissingIdempotencyKeyException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.NonBlocking;

/** Takes events by hand, and shows what came of them. */
@Path("/")
@NonBlocking
public class FieldResource {

    @Inject
    EnvelopeReader envelopes;

    @Inject
    FieldFeed feed;

    @Inject
    FieldRegistry registry;

    /** Delivers an event, and answers once it is acknowledged: a duplicate with the first delivery's result. */
    @POST
    @Path("events")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<FieldCreated> deliver(String envelope) throws JsonProcessingException {
        return feed.send(envelopes.read(envelope));
    }

    @GET
    @Path("fields")
    public List<Field> fields() {
        return registry.fields();
    }

    @ServerExceptionMapper
    RestResponse<BadEnvelope> badEnvelope(JsonProcessingException refused) {
        String member = refused instanceof JsonMappingException mapping
                ? mapping.getPath().stream().map(Reference::getFieldName).filter(Objects::nonNull)
                        .collect(Collectors.joining("."))
                : "";
        // What the envelope itself refuses: its message starts with the member's name.
        String problem = refused.getCause() instanceof IllegalArgumentException cause ? cause.getMessage()
                : refused.getOriginalMessage();
        return RestResponse.status(RestResponse.Status.BAD_REQUEST,
                new BadEnvelope(member.isEmpty() ? problem : member + ": " + problem));
    }

    @ServerExceptionMapper
    RestResponse<BadEnvelope> noKey(MissingIdempotencyKeyException refused) {
        return RestResponse.status(RestResponse.Status.BAD_REQUEST,
                new BadEnvelope("tenant_id and payload.field_id are required, since they make the event's key"));
    }

    /** Why an envelope was refused. */
    @RegisterForReflection
    public record BadEnvelope(String problem) {
    }
}
