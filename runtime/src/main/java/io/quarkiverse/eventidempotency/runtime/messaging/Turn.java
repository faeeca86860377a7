package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.ConsumerTurn;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.MessageWrapper;

/**
 * The way of one message through a consumer that returns its result, from where its channel passes it on until it is settled.
 */
class Turn implements ConsumerTurn {

    private final AtomicReference<@Nullable Places> place;
    /** How many deliveries, and how many settlements, are to come before the place is free. */
    private final @Nullable AtomicInteger undecided;
    private final @Nullable AtomicInteger unsettledBy;
    private volatile boolean settledHere;
    private volatile boolean unsettled;

    /** Without a place: its consumers hold no thread that others could lack. */
    Turn() {
        this(null, 1);
    }

    /**
     * @param place where it has a place; {@code null} for none
     * @param consumers how many consumers get the message, of which each holds a thread
     */
    Turn(@Nullable Places place, int consumers) {
        this.place = new AtomicReference<>(place);
        this.undecided = consumers == 1 ? null : new AtomicInteger(consumers);
        this.unsettledBy = consumers == 1 ? null : new AtomicInteger(consumers);
    }

    /** {@return the turn as deliveries see it} */
    ConsumerTurn row() {
        return this;
    }

    /** {@return what names its event, where the guard has found that before; {@code null} where it has not} */
    @Nullable
    EventIdentity identityOf(Object[] parameters) {
        return null;
    }

    final void takes(Places given) {
        place.set(given);
    }

    /** Its framework settles it by calling {@link #settled()} first. */
    final void isSettledHere() {
        settledHere = true;
    }

    /**
     * {@return the message, settled by its framework unless its delivery ended without an outcome: then it stays unsettled,
     * and its broker delivers it again}
     */
    <T> Message<T> settling(Message<T> message) {
        isSettledHere();
        return new MessageWrapper<>(message, metadata -> settled() ? message.ack(metadata) : new CompletableFuture<>(),
                (reason, metadata) -> settled() ? message.nack(reason, metadata) : new CompletableFuture<>());
    }

    /** The delivery to a consumer does not wait for another one, or no more. Calls after the last one do nothing. */
    void decided() {
        passed(undecided);
    }

    /** A consumer's framework settles the message: an interceptor around the guard may have kept it from that. */
    boolean settled() {
        passed(unsettledBy);
        return !unsettled;
    }

    private void passed(@Nullable AtomicInteger open) {
        if (open == null || open.decrementAndGet() == 0) {
            Places held = place.getAndSet(null);
            if (held != null) {
                held.giveBack();
            }
        }
    }

    /** {@return whether the message is now neither acknowledged nor rejected, whatever its consumer returns} */
    boolean leaveUnsettled() {
        unsettled = true;
        return settledHere;
    }
}
