package org.acme.orders;

import org.acme.orders.Consumers.Item;

import com.fasterxml.jackson.core.type.TypeReference;

import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.quarkus.kafka.client.serialization.ObjectMapperDeserializer;

/** Reads the envelopes of items. */
public class ItemEnvelopeDeserializer extends ObjectMapperDeserializer<EventEnvelope<Item>> {

    public ItemEnvelopeDeserializer() {
        super(new TypeReference<>() {
        });
    }
}
