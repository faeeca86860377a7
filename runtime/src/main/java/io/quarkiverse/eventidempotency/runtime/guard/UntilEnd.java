package io.quarkiverse.eventidempotency.runtime.guard;

import static io.smallrye.mutiny.helpers.EmptyUniSubscription.CANCELLED;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.operators.uni.UniOperatorProcessor;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;

/**
 * One subscription to what a body returned. At its item, failure or cancellation, whichever comes first, something is ended,
 * once, before the end is passed on.
 */
final class UntilEnd<T extends @Nullable Object> extends UniOperatorProcessor<T, T> {

    private final Runnable end;

    UntilEnd(UniSubscriber<? super T> subscriber, Runnable end) {
        super(subscriber);
        this.end = end;
    }

    @Override
    public void onItem(T item) {
        if (end() != CANCELLED) {
            downstream.onItem(item);
        }
    }

    @Override
    public void onFailure(Throwable failure) {
        if (end() != CANCELLED) {
            downstream.onFailure(failure);
        }
    }

    @Override
    public void cancel() {
        UniSubscription upstream = end();
        if (upstream != null) {
            upstream.cancel();
        }
    }

    private @Nullable UniSubscription end() {
        UniSubscription before = getAndSetUpstreamSubscription(CANCELLED);
        if (before != CANCELLED) {
            end.run();
        }
        return before;
    }
}
