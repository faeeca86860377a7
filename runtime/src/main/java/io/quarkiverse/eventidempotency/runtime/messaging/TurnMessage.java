package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.messaging.connectors.MessageWrapper;

/**
 * A message that its framework settles, unless its delivery ended without an outcome: then it stays unsettled, and its broker
 * delivers it again.
 *
 * @param <T> the payload's type
 */
final class TurnMessage<T> extends MessageWrapper<T> {

    private final Turn turn;

    TurnMessage(Message<T> message, Turn turn) {
        super(message);
        this.turn = turn;
        turn.settlesHere();
    }

    @Override
    public Supplier<CompletionStage<Void>> getAck() {
        return () -> settled(message::ack);
    }

    @Override
    public Function<Metadata, CompletionStage<Void>> getAckWithMetadata() {
        return metadata -> settled(() -> message.ack(metadata));
    }

    @Override
    public Function<Throwable, CompletionStage<Void>> getNack() {
        return reason -> settled(() -> message.nack(reason));
    }

    @Override
    public BiFunction<Throwable, Metadata, CompletionStage<Void>> getNackWithMetadata() {
        return (reason, metadata) -> settled(() -> message.nack(reason, metadata));
    }

    private CompletionStage<@Nullable Void> settled(Supplier<CompletionStage<Void>> settlement) {
        turn.settled();
        return turn.isLeftUnsettled() ? new CompletableFuture<>() : settlement.get();
    }
}
