package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.List;

import org.eclipse.microprofile.reactive.messaging.Message;

import io.quarkiverse.eventidempotency.runtime.guard.BatchArgument;

/** A message whose payload is a list of events. Its metadata is selected where its connector is known. */
final class MessageArgument implements BatchArgument {

    static final BatchArgument INSTANCE = new MessageArgument();

    private MessageArgument() {
    }

    @Override
    public List<?> elements(Object argument) {
        Object payload = ((Message<?>) argument).getPayload();
        if (payload == null) {
            throw new IllegalArgumentException("The message has no payload: a batch is a list of events, which may be empty");
        }
        return LIST.elements(payload);
    }

    @Override
    public Message<?> select(Object argument, int[] chosen) {
        Message<?> message = (Message<?>) argument;
        return message.withPayload(LIST.select(message.getPayload(), chosen));
    }
}
