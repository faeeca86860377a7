package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.reactive.messaging.nats.jetstream.client.api.SubscribeMessageMetadata;

/**
 * Reads messages of NATS JetStream. The id of a message is its header {@code Nats-Msg-Id}. A negative acknowledgement makes the
 * broker deliver it again, for whatever reason.
 */
@Singleton
public final class NatsReader implements MessageReader {

    @Override
    public @Nullable Object header(Message<?> message, String name) {
        SubscribeMessageMetadata metadata = MessageReader.metadata(message, SubscribeMessageMetadata.class);
        List<String> values = metadata == null ? null : metadata.headers().get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    @Override
    public @Nullable String messageId(Message<?> message) {
        SubscribeMessageMetadata metadata = MessageReader.metadata(message, SubscribeMessageMetadata.class);
        return metadata == null ? null : HeaderText.of(metadata.messageId());
    }

    @Override
    public @Nullable BiFunction<Throwable, Metadata, CompletionStage<@Nullable Void>> requeue(Message<?> message) {
        return MessageReader.metadata(message, SubscribeMessageMetadata.class) == null ? null : message::nack;
    }
}
