package org.acme.fields;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

import io.quarkiverse.eventidempotency.envelope.EventEnvelope;

/** Reads the envelopes of field events. */
@ApplicationScoped
public class EnvelopeReader {

    private static final TypeReference<EventEnvelope<Field>> ENVELOPE = new TypeReference<>() {
    };

    @Inject
    ObjectMapper mapper;

    EventEnvelope<Field> read(String json) throws JsonProcessingException {
        EventEnvelope<Field> envelope = mapper.readValue(json, ENVELOPE);
        if (envelope == null) {
            throw MismatchedInputException.from(null, EventEnvelope.class, "an envelope is needed, not null");
        }
        return envelope;
    }
}
