package io.quarkiverse.eventidempotency.dev;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.messaging.Arrival;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.MessageReader;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadata;
import io.smallrye.reactive.messaging.ce.OutgoingCloudEventMetadataBuilder;
import io.vertx.core.Context;

/** Makes and reads the messages that consumers are tried with. It is there in dev mode only. */
@Singleton
public final class TriedMessageReader implements MessageReader, TriedMessages {

    private static final String CLOUD_EVENT = "cloudEvent.";

    /** What a message tells of itself, as keys name it. */
    private record Told(Map<String, String> attributes) {

        static @Nullable String by(Message<?> message, String name) {
            return message.getMetadata(Told.class).map(told -> told.attributes.get(name)).orElse(null);
        }
    }

    @Override
    public @Nullable Object header(Message<?> message, String name) {
        return Told.by(message, name);
    }

    @Override
    public @Nullable String messageId(Message<?> message) {
        return Told.by(message, "messageId");
    }

    @Override
    public @Nullable String kafkaKey(Message<?> message) {
        return Told.by(message, "kafka.key");
    }

    @Override
    public Object arrive(@Nullable Object payload, Map<String, String> metadata, Context context, List<String> channels,
            Consumer<@Nullable Throwable> settled) {
        Metadata told = Metadata.of(new Told(Map.copyOf(metadata)));
        if (metadata.keySet().stream().anyMatch(name -> name.startsWith(CLOUD_EVENT))) {
            told = told.with(cloudEvent(metadata));
        }
        Message<?> message = Message.of(payload, told, () -> {
            settled.accept(null);
            return CompletableFuture.completedFuture(null);
        }, reason -> {
            settled.accept(reason);
            return CompletableFuture.completedFuture(null);
        });
        return Arrival.arrived(context, message, channels);
    }

    private static OutgoingCloudEventMetadata<?> cloudEvent(Map<String, String> metadata) {
        OutgoingCloudEventMetadataBuilder<Object> event = OutgoingCloudEventMetadata.builder();
        metadata.forEach((name, value) -> {
            switch (name) {
                case CLOUD_EVENT + "id" -> event.withId(value);
                case CLOUD_EVENT + "source" -> event.withSource(URI.create(value));
                case CLOUD_EVENT + "type" -> event.withType(value);
                case CLOUD_EVENT + "subject" -> event.withSubject(value);
                default -> {
                    // a header
                }
            }
        });
        return event.build();
    }

    @Override
    public Object metadataOf(Object message) {
        return ((Message<?>) message).getMetadata();
    }

    @Override
    public @Nullable Object payloadOf(@Nullable Object result) {
        return result instanceof Message<?> message ? message.getPayload() : result;
    }
}
