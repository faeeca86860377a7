package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

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
    public Supplier<CompletionStage<Void>> getAck() {
        return () -> settlement.ack(null);
    }

    @Override
    public Function<Metadata, CompletionStage<Void>> getAckWithMetadata() {
        return settlement::ack;
    }

    @Override
    public Function<Throwable, CompletionStage<Void>> getNack() {
        return reason -> settlement.nack(reason, null);
    }

    @Override
    public BiFunction<Throwable, Metadata, CompletionStage<Void>> getNackWithMetadata() {
        return settlement::nack;
    }
}
