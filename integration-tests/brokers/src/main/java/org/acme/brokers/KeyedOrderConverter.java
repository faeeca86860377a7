package org.acme.brokers;

import java.lang.reflect.Type;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.reactive.messaging.Message;

import io.smallrye.reactive.messaging.MessageConverter;

/** Reads orders with keys from payloads of bytes and of text. */
@ApplicationScoped
class KeyedOrderConverter implements MessageConverter {

    @Override
    public boolean canConvert(Message<?> message, Type target) {
        return target == KeyedOrder.class && KeyedOrder.of(message.getPayload()) instanceof KeyedOrder;
    }

    @Override
    public Message<?> convert(Message<?> message, Type target) {
        return message.withPayload(KeyedOrder.of(message.getPayload()));
    }
}
