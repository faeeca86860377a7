package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * A message that differs from another one only in its settlement. Unlike one that is made by {@code withAckWithMetadata}, it
 * unwraps to what the other one does.
 */
public class MessageWrapper<T> implements Message<T> {

    private final Message<T> message;
    private final Function<Metadata, CompletionStage<@Nullable Void>> ack;
    private final BiFunction<Throwable, Metadata, CompletionStage<@Nullable Void>> nack;

    public MessageWrapper(Message<T> message, Function<Metadata, CompletionStage<@Nullable Void>> ack,
            BiFunction<Throwable, Metadata, CompletionStage<@Nullable Void>> nack) {
        this.message = message;
        this.ack = ack;
        this.nack = nack;
    }

    @Override
    public final Function<Metadata, CompletionStage<Void>> getAckWithMetadata() {
        return ack::apply;
    }

    @Override
    public final BiFunction<Throwable, Metadata, CompletionStage<Void>> getNackWithMetadata() {
        return nack::apply;
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
