package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.concurrent.CompletionStage;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.messaging.connectors.MessageWrapper;

/**
 * The message that a guarded method gets: as it arrived, but settled only after the outcome of the body is stored.
 *
 * @param <T> the payload's type
 */
final class HeldMessage<T> extends MessageWrapper<T> {

    private final MessageSettlement settlement;

    HeldMessage(Message<T> message, MessageSettlement settlement) {
        super(message);
        this.settlement = settlement;
    }

    @Override
    protected CompletionStage<@Nullable Void> acknowledge(@Nullable Metadata metadata) {
        return settlement.ack(metadata);
    }

    @Override
    protected CompletionStage<@Nullable Void> reject(Throwable reason, @Nullable Metadata metadata) {
        return settlement.nack(reason, metadata);
    }
}
