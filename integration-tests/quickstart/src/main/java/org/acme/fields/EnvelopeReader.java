package org.acme.fields;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.EventEnvelope;

/** Reads the envelopes of field events. */
@ApplicationScoped
public class EnvelopeReader {

    private static final TypeReference<EventEnvelope<Field>> ENVELOPE = new TypeReference<>() {
    };

    @Inject
    ObjectMapper mapper;

    EventEnvelope<Field> read(String json) throws JsonProcessingException {
        return mapper.readValue(json, ENVELOPE);
    }
}
