package io.quarkiverse.eventidempotency.runtime.engine.scope;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.runtime.engine.CallerSource;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Handler;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;

/**
 * A claim that is left to its caller. Each subscription claims.
 *
 * @param <T> the type of the results
 */
public final class ClaimUni<T extends @Nullable Object> extends AbstractUni<Claim<T>> {

    private final Handler<T> handler;
    private final EventIdentity event;
    private final CallerSource callers;

    /**
     * @param handler its policy must not wait for what is in flight
     * @param callers the thread that the claim and its settlement are asked for on
     */
    public ClaimUni(Handler<T> handler, EventIdentity event, CallerSource callers) {
        this.handler = handler;
        this.event = event;
        this.callers = callers;
    }

    @Override
    public void subscribe(UniSubscriber<? super Claim<T>> subscriber) {
        new SingleClaim<>(handler, event, callers, subscriber).start();
    }
}
