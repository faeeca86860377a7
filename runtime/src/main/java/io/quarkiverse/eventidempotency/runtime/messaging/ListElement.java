package io.quarkiverse.eventidempotency.runtime.messaging;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.guard.ArrivedMessage;

/**
 * An element of a message whose payload is a list. It has the headers of the message; its identity is that of the message and
 * its index, which a redelivery does not change.
 */
record ListElement(ArrivedMessage message, int index) implements ArrivedMessage {

    @Override
    public @Nullable String header(String name) {
        return message.header(name);
    }

    @Override
    public @Nullable String kafkaKey() {
        return message.kafkaKey();
    }

    @Override
    public @Nullable String mqttTopic() {
        return message.mqttTopic();
    }

    @Override
    public @Nullable String cloudEvent(String attribute) {
        return message.cloudEvent(attribute);
    }

    @Override
    public @Nullable String messageId() {
        return numbered(message.messageId());
    }

    @Override
    public @Nullable String identity() {
        return numbered(message.identity());
    }

    private @Nullable String numbered(@Nullable String id) {
        return id == null ? null : id + '#' + index;
    }

    @Override
    public String place() {
        String place = message.place();
        return place == null ? "element " + index : place + ", element " + index;
    }

    @Override
    public void keepIdentity() {
        message.keepIdentity();
    }
}
