package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.CallerSource;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;

/**
 * A guarded body as a {@code Uni}: nothing happens until it is subscribed to, and each subscription is one delivery.
 *
 * @param <T> the result's type
 */
public final class GuardedUni<T extends @Nullable Object> extends AbstractUni<T> {

    private final IdempotencyEngine engine;
    private final GuardPolicy policy;
    private final EventIdentity event;
    private final ResultMapping<T> mapping;
    private final GuardedBody<Uni<T>> body;
    private final CallerSource caller;
    private final Supplier<@Nullable OuterWork> works;
    private final @Nullable RunningBody assembledBy = RunningBody.here();

    public GuardedUni(IdempotencyEngine engine, GuardPolicy policy, EventIdentity event, ResultMapping<T> mapping,
            GuardedBody<Uni<T>> body, CallerSource caller, Supplier<@Nullable OuterWork> works) {
        this.engine = engine;
        this.policy = policy;
        this.event = event;
        this.mapping = mapping;
        this.body = body;
        this.caller = caller;
        this.works = works;
    }

    @Override
    public void subscribe(UniSubscriber<? super T> subscriber) {
        RunningBody here = RunningBody.here();
        new UniDelivery<>(engine, policy, event, new Answers<>(engine, policy, mapping), body, caller, works,
                here != null ? here : assembledBy, subscriber).start();
    }
}
