package io.quarkiverse.eventidempotency.runtime.redis;

import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.redis.client.Response;

/** A lease's new beginning. */
final class RenewCall extends ScriptCall<RenewReply> {

    RenewCall(String storeKey, String owner, long holdMillis, UniEmitter<? super RenewReply> caller) {
        super(Script.RENEW, caller, "", "1", storeKey, owner, holdMillis);
    }

    @Override
    boolean isOfHeldClaim() {
        return true;
    }

    @Override
    RenewReply decode(Response reply) {
        return RenewReply.valueOf(reply.toString());
    }

    @Override
    String name() {
        return "a renewal";
    }
}
