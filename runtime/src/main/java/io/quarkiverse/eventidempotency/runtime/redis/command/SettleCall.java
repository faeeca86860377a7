package io.quarkiverse.eventidempotency.runtime.redis.command;

import java.util.Queue;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

/** The settlement of one claim. It is sent by itself, or with others as {@link SettleCalls}. */
public final class SettleCall extends ScriptCall<SettleReply> {

    static final String NAME = "a settlement";

    private static final String CLAIMED = "{\"status\":\"processing\",\"owner\":\"";
    private static final byte[] COMPLETE = Arguments.of("COMPLETE");
    private static final byte[] FAIL = Arguments.of("FAIL");

    private final Outcome outcome;
    private final long keepMillis;
    private final boolean recreate;

    final byte[] key;
    /** The beginning of the record that the claim wrote. */
    final byte[] claimed;
    /** The record to store. */
    final byte[] record;

    public SettleCall(SettleRequest settle, UniSubscriber<? super SettleReply> caller) {
        super(Script.SETTLE, NAME, caller, reply -> SettleReply.valueOf(reply.toString()), null);
        this.outcome = settle.outcome();
        this.keepMillis = settle.keepMillis();
        this.recreate = settle.recreate();
        this.key = Arguments.of(settle.storeKey());
        this.claimed = Arguments.of(CLAIMED + settle.owner() + '"');
        this.record = settle.rendered();
    }

    /** {@return whether one script call can make both settlements} */
    boolean hasTermsOf(SettleCall other) {
        return outcome == other.outcome && keepMillis == other.keepMillis && recreate == other.recreate;
    }

    /** Writes the arguments that settlements with the same terms share; {@return the index after them} */
    int writeTerms(Object[] arguments, int from) {
        arguments[from] = outcome == Outcome.COMPLETE ? COMPLETE : FAIL;
        arguments[from + 1] = Arguments.of(keepMillis);
        arguments[from + 2] = Arguments.of(recreate);
        return from + 3;
    }

    @Override
    public Call together(Queue<Call> behind) {
        if (!(behind.peek() instanceof SettleCall)) {
            return this;
        }
        SettleCalls together = new SettleCalls(this);
        while (together.takes(behind.peek())) {
            behind.remove();
        }
        return together;
    }

    @Override
    Object[] makeArguments() {
        Object[] arguments = { null, Arguments.YES, key, null, null, null, claimed, record };
        writeTerms(arguments, 3);
        return arguments;
    }

    @Override
    public void answered(@Nullable Response reply, Sender connection) {
        settled(reply != null && reply.type() == ResponseType.MULTI && reply.size() == 1 ? reply.get(0) : null, connection);
    }

    /** @param reply the script's reply for this settlement; {@code null} when it gave none */
    void settled(@Nullable Response reply, Sender connection) {
        if (reply instanceof Throwable error && reply.type() == ResponseType.ERROR) {
            connection.refused(this, String.valueOf(error.getMessage()), error);
        } else {
            super.answered(reply, connection);
        }
    }
}
