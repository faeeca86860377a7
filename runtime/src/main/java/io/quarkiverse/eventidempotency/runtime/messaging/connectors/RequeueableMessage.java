package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.CompletionNotStoredException;
import io.quarkiverse.eventidempotency.EventInFlightException;
import io.quarkiverse.eventidempotency.StoreUnavailableException;

/**
 * A message that goes back to its broker when its delivery fails for a reason that is not its own and that a later delivery
 * mends. For any other reason it is refused as the connector's failure strategy has it.
 *
 * @param <T> the payload's type
 */
final class RequeueableMessage<T> extends MessageWrapper<T> {

    private final RequeuePause pause;
    private final BiFunction<Throwable, Metadata, CompletionStage<@Nullable Void>> requeue;

    /** @param requeue gives the message back to its broker, for a reason and with the metadata that it was refused with */
    RequeueableMessage(Message<T> message, RequeuePause pause,
            BiFunction<Throwable, Metadata, CompletionStage<@Nullable Void>> requeue) {
        super(message);
        this.pause = pause;
        this.requeue = requeue;
    }

    @Override
    protected CompletionStage<@Nullable Void> acknowledge(@Nullable Metadata metadata) {
        return ack(message, metadata);
    }

    @Override
    protected CompletionStage<@Nullable Void> reject(Throwable reason, @Nullable Metadata ofReject) {
        Metadata metadata = ofReject == null ? message.getMetadata() : ofReject;
        return isMended(reason) ? pause.then(() -> requeue.apply(reason, metadata)) : message.nack(reason, metadata);
    }

    /** Whether another delivery does what this one could not. */
    private static boolean isMended(Throwable reason) {
        return reason instanceof StoreUnavailableException || reason instanceof CompletionNotStoredException
                || reason instanceof EventInFlightException;
    }
}
