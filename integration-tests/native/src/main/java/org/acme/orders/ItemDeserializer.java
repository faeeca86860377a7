package org.acme.orders;

import org.acme.orders.Consumers.Item;

import io.quarkus.kafka.client.serialization.ObjectMapperDeserializer;

/** Reads items. */
public class ItemDeserializer extends ObjectMapperDeserializer<Item> {

    public ItemDeserializer() {
        super(Item.class);
    }
}
