package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

import io.smallrye.reactive.messaging.rabbitmq.IncomingRabbitMQMetadata;
import io.smallrye.reactive.messaging.rabbitmq.RabbitMQRejectMetadata;

/**
 * Reads messages of RabbitMQ. Messages are requeued where they would be rejected, and so discarded or dead-lettered. The
 * failure strategy {@code accept} does without that.
 */
@Singleton
public final class RabbitMqReader implements MessageReader {

    private static final RabbitMQRejectMetadata REQUEUE = new RabbitMQRejectMetadata(true);

    @Override
    public @Nullable Object header(Message<?> message, String name) {
        IncomingRabbitMQMetadata metadata = MessageReader.metadata(message, IncomingRabbitMQMetadata.class);
        return metadata == null ? null : metadata.getHeaders().get(name);
    }

    @Override
    public @Nullable String messageId(Message<?> message) {
        IncomingRabbitMQMetadata metadata = MessageReader.metadata(message, IncomingRabbitMQMetadata.class);
        return metadata == null ? null : HeaderText.of(metadata.getMessageId().orElse(null));
    }

    @Override
    public @Nullable BiFunction<Throwable, Metadata, CompletionStage<@Nullable Void>> requeue(Message<?> message) {
        return MessageReader.metadata(message, IncomingRabbitMQMetadata.class) == null ? null
                : (reason, metadata) -> message.nack(reason, metadata == null ? Metadata.of(REQUEUE) : metadata.with(REQUEUE));
    }
}
