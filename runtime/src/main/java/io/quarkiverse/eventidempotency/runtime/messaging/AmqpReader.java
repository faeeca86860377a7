package io.quarkiverse.eventidempotency.runtime.messaging;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.smallrye.reactive.messaging.amqp.IncomingAmqpMetadata;
import io.vertx.core.json.JsonObject;

/** Reads messages of AMQP 1.0, whose headers are their application properties. */
@Singleton
public final class AmqpReader implements MessageReader {

    @Override
    public @Nullable Object header(Message<?> message, String name) {
        IncomingAmqpMetadata metadata = metadata(message);
        JsonObject properties = metadata == null ? null : metadata.getProperties();
        return properties == null ? null : properties.getValue(name);
    }

    @Override
    public @Nullable String messageId(Message<?> message) {
        IncomingAmqpMetadata metadata = metadata(message);
        return metadata == null ? null : HeaderText.of(metadata.getId());
    }

    private static @Nullable IncomingAmqpMetadata metadata(Message<?> message) {
        return message.getMetadata().get(IncomingAmqpMetadata.class).orElse(null);
    }
}
