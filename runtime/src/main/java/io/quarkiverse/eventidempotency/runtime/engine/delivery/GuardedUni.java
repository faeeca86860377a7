package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.CallerSource;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;

/**
 * A guarded body as a {@code Uni}: nothing happens until it is subscribed to, and each subscription is one delivery.
 *
 * @param <T> the result's type
 */
final class GuardedUni<T extends @Nullable Object> extends AbstractUni<T> {

    private final Handler<T> handler;
    private final EventIdentity event;
    private final GuardedBody<Uni<T>> body;
    private final CallerSource callers;
    private final Supplier<@Nullable OuterWork> works;
    private final @Nullable RunningBody assembledBy = RunningBody.here();

    GuardedUni(Handler<T> handler, EventIdentity event, GuardedBody<Uni<T>> body, CallerSource callers,
            Supplier<@Nullable OuterWork> works) {
        this.handler = handler;
        this.event = event;
        this.body = body;
        this.callers = callers;
        this.works = works;
    }

    @Override
    public void subscribe(UniSubscriber<? super T> subscriber) {
        RunningBody here = RunningBody.here();
        new UniDelivery<>(handler, event, body, callers, works, here != null ? here : assembledBy, subscriber).subscribed();
    }
}
