package io.quarkiverse.eventidempotency.runtime.redis;

import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.vertx.redis.client.Response;

/** A lease's new beginning. */
final class RenewCall extends ScriptCall<RenewReply> {

    private final Object[] arguments;

    RenewCall(String storeKey, String owner, long holdMillis, UniSubscriber<? super RenewReply> caller) {
        super(Script.RENEW, caller);
        arguments = Arguments.script(storeKey, Arguments.of(owner), Arguments.of(holdMillis));
    }

    @Override
    Object[] arguments() {
        return arguments;
    }

    @Override
    boolean isOfHeldClaim() {
        return true;
    }

    @Override
    void refused(String error, Throwable cause, Sender connection) {
        // the loss of a connection to the wrong server is logged by itself
        if (!ErrorReply.is(error, "NOSCRIPT") && !ErrorReply.wrongServer(error)) {
            connection.renewalRefused(error);
        }
        super.refused(error, cause, connection);
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
