package io.quarkiverse.eventidempotency.runtime.redis;

import java.util.function.Function;

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
final class RedisStep<R> extends AbstractUni<R> {

    private final HeldConnection connection;
    private final Function<UniSubscriber<? super R>, ScriptCall<R>> calls;

    /** @param calls makes the call of one subscriber */
    RedisStep(HeldConnection connection, Function<UniSubscriber<? super R>, ScriptCall<R>> calls) {
        this.connection = connection;
        this.calls = calls;
    }

    @Override
    public void subscribe(UniSubscriber<? super R> subscriber) {
        ScriptCall<R> call = calls.apply(subscriber);
        subscriber.onSubscribe(call);
        connection.submit(call);
    }
}
