package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniDelegatingSubscriber;
import io.smallrye.mutiny.subscription.UniSubscriber;

/**
 * The {@code Uni} of a body that runs unguarded. Whoever is told its outcome does not run in the body's context, also where
 * it arrives at once.
 */
final class UnguardedUni<T extends @Nullable Object> extends AbstractUni<T> {

    private final RunningBody body;
    private final Uni<T> uni;

    UnguardedUni(RunningBody body, Uni<T> uni) {
        this.body = body;
        this.uni = uni;
    }

    @Override
    public void subscribe(UniSubscriber<? super T> subscriber) {
        RunningBody caller = RunningBody.here();
        as(body, () -> AbstractUni.subscribe(uni, new Outside<T>(subscriber, caller)));
    }

    private static void as(@Nullable RunningBody body, Runnable task) {
        RunningBody before = RunningBody.enter(body);
        try {
            task.run();
        } finally {
            RunningBody.enter(before);
        }
    }

    private static final class Outside<T extends @Nullable Object> extends UniDelegatingSubscriber<T, T> {

        private final @Nullable RunningBody caller;

        Outside(UniSubscriber<? super T> subscriber, @Nullable RunningBody caller) {
            super(subscriber);
            this.caller = caller;
        }

        @Override
        public void onItem(T item) {
            as(caller, () -> super.onItem(item));
        }

        @Override
        public void onFailure(Throwable failure) {
            as(caller, () -> super.onFailure(failure));
        }
    }
}
