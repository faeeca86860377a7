package org.acme.fields;

import com.fasterxml.jackson.core.type.TypeReference;

import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.quarkus.kafka.client.serialization.ObjectMapperDeserializer;

/** Reads the envelopes of field events from the values of records. */
public class FieldEnvelopeDeserializer extends ObjectMapperDeserializer<EventEnvelope<Field>> {

    public FieldEnvelopeDeserializer() {
        super(new TypeReference<>() {
        });
    }
}
