package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;

/**
 * Receives the reply to one step of the store, on the thread of the store.
 * <p>
 * Callbacks in the form of lambdas would be decorated by Mutiny: each would capture the contexts of the caller, among them its
 * transaction, and enter them on the event loop of the store.
 *
 * @param <R> the type of the reply
 */
public abstract class StoreReply<R> implements UniSubscriber<R> {

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<StoreReply> REPLIED = AtomicIntegerFieldUpdater
            .newUpdater(StoreReply.class, "replied");

    private volatile int replied;

    /** Takes the step. One that throws, instead of failing, fails. */
    public final void of(Uni<R> step) {
        try {
            AbstractUni.subscribe(step, this);
        } catch (Throwable e) {
            onFailure(e);
        }
    }

    public abstract void onReply(R reply);

    public abstract void onNoReply(Throwable failure);

    @Override
    public final void onSubscribe(UniSubscription subscription) {
        // a step that was sent is awaited
    }

    /** A store that replies twice has replied once: a body must not run for each. */
    @Override
    public final void onItem(R reply) {
        if (REPLIED.compareAndSet(this, 0, 1)) {
            try {
                onReply(reply);
            } catch (Throwable e) { // not the store's fault
                Infrastructure.handleDroppedException(e);
            }
        }
    }

    @Override
    public final void onFailure(Throwable failure) {
        if (REPLIED.compareAndSet(this, 0, 1)) {
            try {
                onNoReply(failure);
            } catch (Throwable e) { // not the store's fault
                Infrastructure.handleDroppedException(e);
            }
        }
    }
}
