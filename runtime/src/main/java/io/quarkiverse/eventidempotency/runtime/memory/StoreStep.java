package io.quarkiverse.eventidempotency.runtime.memory;

import io.quarkiverse.eventidempotency.spi.StoreException;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;

/**
 * One step on the store, taken anew at each subscription and answered at once.
 * <p>
 * Not made by {@code Uni.createFrom()}, which captures the caller's contexts for each: the answer comes on the caller's
 * thread, in the caller's contexts.
 *
 * @param <R> the answer's type
 */
abstract class StoreStep<R> extends AbstractUni<R> {

    private static final UniSubscription TAKEN = () -> {
    };

    /**
     * Takes the step.
     *
     * @throws StoreException if there is no room for the record
     */
    abstract R take();

    @Override
    public final void subscribe(UniSubscriber<? super R> subscriber) {
        R reply;
        try {
            reply = take();
        } catch (StoreException e) {
            subscriber.onSubscribe(TAKEN);
            subscriber.onFailure(e);
            return;
        }
        subscriber.onSubscribe(TAKEN);
        subscriber.onItem(reply);
    }
}
