package io.quarkiverse.eventidempotency.runtime.cache;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;

/**
 * Passes the reply to one step on to the caller, once it has been noticed. A caller that cancels does not stop the step, whose
 * reply counts all the same.
 *
 * @param <R> the type of the reply
 */
abstract class PassedReply<R> implements UniSubscriber<R>, UniSubscription {

    private final UniSubscriber<? super R> caller;
    private volatile boolean cancelled;

    PassedReply(UniSubscriber<? super R> caller) {
        this.caller = caller;
    }

    /** Notices the reply, before the caller has it; {@code null} for a step that failed. */
    abstract void replied(@Nullable R reply);

    @Override
    public Context context() {
        return caller.context();
    }

    @Override
    public void onSubscribe(UniSubscription subscription) {
        caller.onSubscribe(this);
    }

    @Override
    public void onItem(R reply) {
        try {
            replied(reply);
        } finally {
            if (!cancelled) {
                caller.onItem(reply);
            }
        }
    }

    @Override
    public void onFailure(Throwable failure) {
        try {
            replied(null);
        } finally {
            if (!cancelled) {
                caller.onFailure(failure);
            }
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
    }
}
