package io.quarkiverse.eventidempotency.runtime.messaging;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.smallrye.reactive.messaging.rabbitmq.IncomingRabbitMQMetadata;

/** Reads messages of RabbitMQ. */
@Singleton
public final class RabbitMqReader implements MessageReader {

    @Override
    public @Nullable Object header(Message<?> message, String name) {
        IncomingRabbitMQMetadata metadata = metadata(message);
        return metadata == null ? null : metadata.getHeaders().get(name);
    }

    @Override
    public @Nullable String messageId(Message<?> message) {
        IncomingRabbitMQMetadata metadata = metadata(message);
        return metadata == null ? null : HeaderText.of(metadata.getMessageId().orElse(null));
    }

    private static @Nullable IncomingRabbitMQMetadata metadata(Message<?> message) {
        return message.getMetadata().get(IncomingRabbitMQMetadata.class).orElse(null);
    }
}
