package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

import io.smallrye.reactive.messaging.amqp.IncomingAmqpMetadata;
import io.vertx.amqp.AmqpMessage;
import io.vertx.core.json.JsonObject;

/**
 * Reads messages of AMQP 1.0. Headers are application properties. A message is released past the connector's failure
 * strategies, of which the default one rejects the message and ends the channel. A released message does not count as a
 * failed delivery, of which brokers allow only so many.
 */
@Singleton
public final class AmqpReader implements MessageReader {

    @Override
    public @Nullable Object header(Message<?> message, String name) {
        IncomingAmqpMetadata metadata = MessageReader.metadata(message, IncomingAmqpMetadata.class);
        JsonObject properties = metadata == null ? null : metadata.getProperties();
        return properties == null ? null : properties.getValue(name);
    }

    @Override
    public @Nullable String messageId(Message<?> message) {
        IncomingAmqpMetadata metadata = MessageReader.metadata(message, IncomingAmqpMetadata.class);
        return metadata == null ? null : HeaderText.of(metadata.getId());
    }

    @Override
    public @Nullable BiFunction<Throwable, Metadata, CompletionStage<@Nullable Void>> requeue(Message<?> message) {
        IncomingAmqpMetadata incoming = MessageReader.metadata(message, IncomingAmqpMetadata.class);
        return incoming == null ? null : (reason, metadata) -> release(incoming.getMessage());
    }

    private static CompletionStage<@Nullable Void> release(AmqpMessage message) {
        message.released(); // goes to the connection's own thread by itself
        return CompletableFuture.completedFuture(null);
    }
}
