package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * A message that is as another one, but for its settlement.
 *
 * @param <T> the payload's type
 */
public abstract class MessageWrapper<T> implements Message<T> {

    /** The other message. */
    protected final Message<T> message;

    protected MessageWrapper(Message<T> message) {
        this.message = message;
    }

    /** Acknowledges the message, {@code null} for no metadata of its own. */
    protected abstract CompletionStage<@Nullable Void> acknowledge(@Nullable Metadata metadata);

    /** Rejects the message, {@code null} for no metadata of its own. */
    protected abstract CompletionStage<@Nullable Void> reject(Throwable reason, @Nullable Metadata metadata);

    /** Acknowledges a message as it is. */
    public static CompletionStage<@Nullable Void> ack(Message<?> message, @Nullable Metadata metadata) {
        return metadata == null ? message.ack() : message.ack(metadata);
    }

    /** Rejects a message as it is. */
    public static CompletionStage<@Nullable Void> nack(Message<?> message, Throwable reason, @Nullable Metadata metadata) {
        return metadata == null ? message.nack(reason) : message.nack(reason, metadata);
    }

    @Override
    public final Supplier<CompletionStage<Void>> getAck() {
        return () -> acknowledge(null);
    }

    @Override
    public final Function<Metadata, CompletionStage<Void>> getAckWithMetadata() {
        return this::acknowledge;
    }

    @Override
    public final Function<Throwable, CompletionStage<Void>> getNack() {
        return reason -> reject(reason, null);
    }

    @Override
    public final BiFunction<Throwable, Metadata, CompletionStage<Void>> getNackWithMetadata() {
        return this::reject;
    }

    @Override
    public final T getPayload() {
        return message.getPayload();
    }

    @Override
    public final Metadata getMetadata() {
        return message.getMetadata();
    }

    @Override
    public final <C> C unwrap(Class<C> type) {
        return message.unwrap(type);
    }

    @Override
    public final String toString() {
        return message.toString();
    }
}
