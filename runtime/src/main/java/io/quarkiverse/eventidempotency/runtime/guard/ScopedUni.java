package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.quarkus.arc.InjectableContext.ContextState;
import io.quarkus.arc.ManagedContext;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;

/** The {@code Uni} of a body, which leaves its request context at its end. */
final class ScopedUni<T extends @Nullable Object> extends AbstractUni<T> {

    private final Uni<T> uni;
    private final ManagedContext context;
    private final ContextState state;
    private final boolean made;
    private final boolean parked;

    /**
     * @param made whether the body made the context
     * @param parked whether the body is not counted until the subscription
     */
    ScopedUni(Uni<T> uni, ManagedContext context, ContextState state, boolean made, boolean parked) {
        this.uni = uni;
        this.context = context;
        this.state = state;
        this.made = made;
        this.parked = parked;
    }

    @Override
    public void subscribe(UniSubscriber<? super T> subscriber) {
        AbstractUni.subscribe(uni, parked && !RequestScope.unpark(state, made) ? subscriber : new Leaving(subscriber));
    }

    /** Leaves once, before the end is passed on. */
    private final class Leaving extends AtomicBoolean implements UniSubscriber<T>, UniSubscription {

        private static final long serialVersionUID = 1L;

        private final transient UniSubscriber<? super T> subscriber;
        private transient @Nullable UniSubscription upstream;

        Leaving(UniSubscriber<? super T> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public Context context() {
            return subscriber.context();
        }

        @Override
        public void onSubscribe(UniSubscription subscription) {
            upstream = subscription;
            subscriber.onSubscribe(this);
        }

        @Override
        public void onItem(T item) {
            if (leave()) {
                subscriber.onItem(item);
            }
        }

        @Override
        public void onFailure(Throwable failure) {
            if (leave()) {
                subscriber.onFailure(failure);
            }
        }

        @Override
        public void cancel() {
            if (leave() && upstream != null) {
                upstream.cancel();
            }
        }

        private boolean leave() {
            boolean first = compareAndSet(false, true);
            if (first) {
                RequestScope.leave(context, state, made);
            }
            return first;
        }
    }
}
