package io.quarkiverse.eventidempotency.runtime.redis.command;

import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.vertx.redis.client.Response;

/** A lease's new beginning. */
public final class RenewCall extends ScriptCall<RenewReply> {

    private final Object[] arguments;

    public RenewCall(String storeKey, String owner, long holdMillis, UniSubscriber<? super RenewReply> caller) {
        super(Script.RENEW, caller);
        arguments = Arguments.script(storeKey, Arguments.of(owner), Arguments.of(holdMillis));
    }

    @Override
    Object[] arguments() {
        return arguments;
    }

    @Override
    public boolean isOfHeldClaim() {
        return true;
    }

    @Override
    public void refused(String error, Throwable cause, Sender connection) {
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
    public String name() {
        return "a renewal";
    }
}
