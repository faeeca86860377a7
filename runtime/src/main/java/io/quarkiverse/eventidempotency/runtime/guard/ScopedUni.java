package io.quarkiverse.eventidempotency.runtime.guard;

import org.jspecify.annotations.Nullable;

import io.quarkus.arc.InjectableContext.ContextState;
import io.quarkus.arc.ManagedContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.operators.UniOperator;
import io.smallrye.mutiny.subscription.UniSubscriber;

/** The {@code Uni} of a body, which leaves its request context at its end. */
final class ScopedUni<T extends @Nullable Object> extends UniOperator<T, T> {

    private final ManagedContext context;
    private final ContextState state;
    private final boolean made;
    private final boolean parked;

    /**
     * @param made whether the body made the context
     * @param parked whether the body is not counted until the subscription
     */
    ScopedUni(Uni<T> uni, ManagedContext context, ContextState state, boolean made, boolean parked) {
        super(uni);
        this.context = context;
        this.state = state;
        this.made = made;
        this.parked = parked;
    }

    @Override
    public void subscribe(UniSubscriber<? super T> subscriber) {
        AbstractUni.subscribe(upstream(), parked && !RequestScope.unpark(state, made) ? subscriber
                : new UntilEnd<>(subscriber, () -> RequestScope.leave(context, state, made)));
    }
}
