package io.quarkiverse.eventidempotency.runtime.redis.command;

import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.vertx.redis.client.Response;

/** The end of a claim. */
public final class SettleCall extends ScriptCall<SettleReply> {

    private static final String CLAIMED = "{\"status\":\"processing\",\"owner\":\"";
    private static final byte[] COMPLETE = Arguments.of("COMPLETE");
    private static final byte[] FAIL = Arguments.of("FAIL");

    private final Object[] arguments;

    public SettleCall(SettleRequest settle, UniSubscriber<? super SettleReply> caller) {
        super(Script.SETTLE, caller);
        arguments = Arguments.script(settle.storeKey(), Arguments.of(CLAIMED + settle.owner() + '"'),
                settle.outcome() == Outcome.COMPLETE ? COMPLETE : FAIL, Arguments.of(settle.ttlMillis()), settle.record(),
                Arguments.of(settle.recreate()));
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
    SettleReply decode(Response reply) {
        return SettleReply.valueOf(reply.toString());
    }

    @Override
    public String name() {
        return "a settlement";
    }
}
