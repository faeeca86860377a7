package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

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
    protected CompletionStage<@Nullable Void> acknowledge(@Nullable Metadata metadata) {
        turn.settled();
        return turn.isLeftUnsettled() ? new CompletableFuture<>() : ack(message, metadata);
    }

    @Override
    protected CompletionStage<@Nullable Void> reject(Throwable reason, @Nullable Metadata metadata) {
        turn.settled();
        return turn.isLeftUnsettled() ? new CompletableFuture<>() : nack(message, reason, metadata);
    }
}
