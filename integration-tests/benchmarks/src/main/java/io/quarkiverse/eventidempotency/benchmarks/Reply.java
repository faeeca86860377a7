package io.quarkiverse.eventidempotency.benchmarks;

import java.util.function.Consumer;

import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;

/** Receives an item without capturing the caller's contexts, which {@code subscribe().with} does. */
record Reply<T>(Consumer<T> receiver) implements UniSubscriber<T> {

    @Override
    public void onSubscribe(UniSubscription subscription) {
        // nothing is cancelled
    }

    @Override
    public void onItem(T item) {
        receiver.accept(item);
    }

    @Override
    public void onFailure(Throwable failure) {
        Contestant.broken(failure);
    }
}
