package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.guard.Settling;
import io.smallrye.mutiny.Uni;

/**
 * Settles the message of one delivery exactly once, and not before the outcome of its body is stored.
 *
 * <pre>
 *   HOLDING --ack, nack of the body--> Remembered --outcome stored--> SETTLED
 *      |                                                                ^  ^
 *      |--outcome stored, nothing remembered--> RELEASED --ack, nack----+  |
 *      +--duplicate, failure: the guard settles ---------------------------+
 * </pre>
 *
 * What the body asks for while it runs is answered as done at once: to answer it later would make a body that waits for its
 * acknowledgement wait for itself. A body that ends without settling its message leaves that to whoever settles the output
 * chained to it.
 */
final class MessageSettlement {

    private static final Object HOLDING = "HOLDING";
    private static final Object RELEASED = "RELEASED";
    private static final Object SETTLED = "SETTLED";
    private static final CompletionStage<@Nullable Void> DONE = CompletableFuture.completedFuture(null);

    /** What the body asked for; {@code reason} is {@code null} for an acknowledgement. */
    private record Remembered(@Nullable Throwable reason, Metadata metadata) {
    }

    private final Message<?> message;
    private final Settling settling;
    private final AtomicReference<Object> state = new AtomicReference<>(HOLDING);
    private volatile boolean bodyBegan;

    MessageSettlement(Message<?> message, Settling settling) {
        this.message = message;
        this.settling = settling;
    }

    void bodyBegins() {
        bodyBegan = true;
    }

    CompletionStage<@Nullable Void> ack(Metadata metadata) {
        return settle(new Remembered(null, metadata));
    }

    CompletionStage<@Nullable Void> nack(Throwable reason, Metadata metadata) {
        return settle(new Remembered(Objects.requireNonNull(reason, "reason"), metadata));
    }

    private CompletionStage<@Nullable Void> settle(Remembered wish) {
        if (state.compareAndSet(HOLDING, wish)) {
            return DONE;
        }
        return state.compareAndSet(RELEASED, SETTLED) ? fulfil(wish) : DONE;
    }

    private CompletionStage<@Nullable Void> fulfil(Remembered wish) {
        Throwable reason = wish.reason();
        return reason == null ? message.ack(wish.metadata()) : message.nack(reason, wish.metadata());
    }

    /** {@return why the body refused its message; {@code null} when it did not} */
    @Nullable
    Throwable refusal() {
        return state.get() instanceof Remembered wish ? wish.reason() : null;
    }

    /**
     * Settles the message once the delivery has ended.
     *
     * @param item the delivery's result
     * @param failure the delivery's failure; {@code null} when there is none
     * @return what the framework gets, once the message is settled
     */
    Uni<@Nullable Object> ended(@Nullable Object item, @Nullable Throwable failure) {
        if (failure != null) {
            // the framework sees no failure of a method that acknowledges: it would end the channel
            return refused(failure).onItem().transformToUni(settled -> settling == Settling.METHOD
                    ? Uni.createFrom().nullItem()
                    : Uni.createFrom().failure(failure));
        }
        if (bodyBegan) {
            return completed(item);
        }
        if (settling != Settling.METHOD) {
            return Uni.createFrom().item(item);
        }
        if (item instanceof Message<?> output) { // acknowledged with its output, as a body's would be
            return Uni.createFrom().item(message.withPayload(output.getPayload()));
        }
        state.set(SETTLED);
        return after(message.ack(), item);
    }

    private Uni<@Nullable Object> completed(@Nullable Object item) {
        if (settling == Settling.FRAMEWORK) {
            state.set(SETTLED);
            return Uni.createFrom().item(item);
        }
        if (state.compareAndSet(HOLDING, RELEASED)) {
            return Uni.createFrom().item(item);
        }
        return state.getAndSet(SETTLED) instanceof Remembered wish ? after(fulfil(wish), item) : Uni.createFrom().item(item);
    }

    /** Settles the message of a delivery that has failed, where that is not left to the framework. */
    Uni<@Nullable Object> refused(Throwable failure) {
        Object before = state.getAndSet(SETTLED);
        if (settling == Settling.METHOD) {
            Remembered refusal = before instanceof Remembered wish && wish.reason() != null ? wish
                    : new Remembered(failure, message.getMetadata());
            return after(fulfil(refusal), null).onFailure().invoke(unsettled -> {
                if (unsettled != failure) {
                    unsettled.addSuppressed(failure);
                }
            });
        }
        return settling == Settling.NOBODY && before instanceof Remembered wish ? after(fulfil(wish), null)
                : Uni.createFrom().nullItem();
    }

    private static Uni<@Nullable Object> after(CompletionStage<@Nullable Void> settled, @Nullable Object item) {
        return Uni.createFrom().completionStage(settled).replaceWith(item);
    }
}
