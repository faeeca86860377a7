package io.quarkiverse.eventidempotency.runtime.redis;

import io.quarkiverse.eventidempotency.runtime.redis.command.ScriptCall;
import io.quarkiverse.eventidempotency.runtime.redis.connection.HeldConnection;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;

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

    abstract ScriptCall<R> call(UniSubscriber<? super R> caller);

    @Override
    public final void subscribe(UniSubscriber<? super R> subscriber) {
        ScriptCall<R> call = call(subscriber);
        subscriber.onSubscribe(call);
        connection.submit(call);
    }
}
