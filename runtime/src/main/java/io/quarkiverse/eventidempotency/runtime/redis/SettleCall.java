package io.quarkiverse.eventidempotency.runtime.redis;

import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.vertx.redis.client.Response;

/** The end of a claim. */
final class SettleCall extends ScriptCall<SettleReply> {

    private final SettleRequest settle;

    SettleCall(SettleRequest settle, UniSubscriber<? super SettleReply> caller) {
        super(Script.SETTLE, caller,
                380 + settle.storeKey().length() + (settle.result() == null ? 0 : settle.result().length()));
        this.settle = settle;
    }

    @Override
    Object[] arguments() {
        return new Object[] { "", "1", settle.storeKey(), settle.owner(), settle.outcome().name(), settle.ttlMillis(),
                settle.record(), settle.recreate() ? "1" : "0" };
    }

    @Override
    boolean isOfHeldClaim() {
        return true;
    }

    @Override
    SettleReply decode(Response reply) {
        return SettleReply.valueOf(reply.toString());
    }

    @Override
    String name() {
        return "a settlement";
    }
}
