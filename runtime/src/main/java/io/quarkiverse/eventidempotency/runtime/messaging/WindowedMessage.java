package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BinaryOperator;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.AheadClaim;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ConsumerTurn;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.window.WindowTurn;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.MessageWrapper;
import io.smallrye.reactive.messaging.providers.locals.LocalContextMetadata;
import io.vertx.core.impl.ContextInternal;

/** A message in the window of its consumer. It is settled by way of its turn there. */
final class WindowedMessage extends Turn {

    private final Message<?> message;
    private final ContextInternal context;
    private @Nullable WindowTurn<WindowedMessage> turn;
    private final AtomicBoolean used = new AtomicBoolean();
    private @Nullable Message<?> wrapped;
    /** The arguments that the method will be called with; {@code null} while nothing is claimed. */
    private Object @Nullable [] parameters;

    /**
     * @param channels where it arrives
     * @param root what its context is duplicated from where it has none
     */
    WindowedMessage(Message<?> arriving, List<String> channels, ContextInternal root) {
        this.message = Arrival.keep(arriving, channels, root, this);
        this.context = (ContextInternal) message.getMetadata().get(LocalContextMetadata.class).orElseThrow().context();
    }

    Message<?> message() {
        return message;
    }

    ContextInternal context() {
        return context;
    }

    void has(WindowTurn<WindowedMessage> own) {
        turn = own;
    }

    /** The first call has the turn. A body that calls its own method for another event has none. */
    @Override
    ConsumerTurn row() {
        WindowTurn<WindowedMessage> own = turn;
        return own == null || !used.compareAndSet(false, true) ? super.row() : own;
    }

    /** @param called the arguments that the method will be called with */
    void claimedFor(Object[] called) {
        parameters = called;
    }

    /** Where interceptors have replaced what the method is called with, its event has to be named again. */
    @Override
    @Nullable
    EventIdentity identityOf(Object[] called) {
        AheadClaim ahead = turn == null ? null : turn.ahead();
        Object[] known = parameters;
        return ahead != null && known != null && called.length == 1 && called[0] == known[0] ? ahead.event() : null;
    }

    /**
     * The message as it is passed on.
     *
     * @param hold makes what the method takes: of the message, and of the same with another settlement
     */
    Message<?> settledByTurn(WindowTurn<WindowedMessage> own, BinaryOperator<Message<?>> hold) {
        Message<?> known = wrapped;
        if (known == null) {
            known = hold.apply(message, new MessageWrapper<>(message, metadata -> settle(own, null, metadata),
                    (reason, metadata) -> settle(own, reason, metadata)));
            wrapped = known;
            own.isSettledByTurn();
        }
        return known;
    }

    private CompletionStage<@Nullable Void> settle(WindowTurn<WindowedMessage> own, @Nullable Throwable reason,
            Metadata metadata) {
        return settled() ? own.settle(reason, refusal -> settleNow(refusal, metadata)) : new CompletableFuture<>();
    }

    /** In the message's context, where it is this thread's, as it would be without a window. */
    private CompletionStage<@Nullable Void> settleNow(@Nullable Throwable refusal, Metadata metadata) {
        if (!context.inThread()) {
            return refusal == null ? message.ack(metadata) : message.nack(refusal, metadata);
        }
        ContextInternal before = context.beginDispatch();
        try {
            return refusal == null ? message.ack(metadata) : message.nack(refusal, metadata);
        } finally {
            context.endDispatch(before);
        }
    }
}
