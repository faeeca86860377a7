package org.acme.orders;

import org.acme.orders.Consumers.Letter;

import io.quarkus.kafka.client.serialization.ObjectMapperDeserializer;

/** Reads letters. */
public class LetterDeserializer extends ObjectMapperDeserializer<Letter> {

    public LetterDeserializer() {
        super(Letter.class);
    }
}
