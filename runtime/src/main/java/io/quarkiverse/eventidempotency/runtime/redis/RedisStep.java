package io.quarkiverse.eventidempotency.runtime.redis;

import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;

/**
 * One step on the store, taken anew at each subscription. Cancelling does not stop it.
 * <p>
 * Not made by {@code Uni.createFrom()}, which captures the caller's contexts for each: the answer comes on the store's event
 * loop, in nobody's context.
 *
 * @param <R> the answer's type
 */
abstract class RedisStep<R> extends AbstractUni<R> {

    private final HeldConnection connection;

    RedisStep(HeldConnection connection) {
        this.connection = connection;
    }

    abstract Call call(UniSubscriber<? super R> caller);

    @Override
    public final void subscribe(UniSubscriber<? super R> subscriber) {
        Answer<R> answer = new Answer<>(subscriber);
        subscriber.onSubscribe(answer);
        connection.submit(call(answer));
    }

    /** Hands on the one answer, unless the caller has cancelled. */
    private static final class Answer<R> implements UniSubscriber<R>, UniSubscription {

        private final UniSubscriber<? super R> caller;
        private volatile boolean cancelled;

        Answer(UniSubscriber<? super R> caller) {
            this.caller = caller;
        }

        @Override
        public void onSubscribe(UniSubscription subscription) {
            // it is one itself
        }

        @Override
        public void onItem(R item) {
            if (!cancelled) {
                caller.onItem(item);
            }
        }

        @Override
        public void onFailure(Throwable failure) {
            if (!cancelled) {
                caller.onFailure(failure);
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
