package io.quarkiverse.eventidempotency.runtime.redis.command;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreLog;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;

/**
 * Several settlements with the same terms in one script call, in their order. Each record is settled or refused by itself.
 * When the server refuses the whole call for another reason than that it lacks the script, each settlement is sent alone.
 */
final class SettleCalls extends Call {

    /** The server does nothing else meanwhile: this many take it half a millisecond. */
    private static final int MAX = 64;
    private static final int MAX_BYTES = 64 * 1024;

    private final List<SettleCall> calls = new ArrayList<>();
    private int bytes;
    /** Whether it brings the script along. */
    private boolean whole;

    SettleCalls(SettleCall first) {
        super(Script.SETTLE, SettleCall.NAME);
        add(first);
    }

    /** Adds a settlement, if it can come along; {@return whether it does} */
    boolean takes(@Nullable Call next) {
        if (next instanceof SettleCall settle && calls.size() < MAX && settle.hasTermsOf(calls.get(0))
                && bytes + settle.record.length <= MAX_BYTES) {
            add(settle);
            return true;
        }
        return false;
    }

    private void add(SettleCall settle) {
        calls.add(settle);
        bytes += settle.record.length;
    }

    @Override
    public Request request(Sender connection) {
        int count = calls.size();
        Object[] arguments = new Object[5 + 3 * count];
        arguments[0] = whole ? Script.SETTLE.text() : Script.SETTLE.sha1();
        arguments[1] = Integer.toString(count).getBytes(US_ASCII);
        int at = 2;
        for (SettleCall call : calls) {
            arguments[at++] = call.key;
        }
        at = calls.get(0).writeTerms(arguments, at);
        for (SettleCall call : calls) {
            arguments[at++] = call.claimed;
            arguments[at++] = call.record;
        }
        return Request.cmd(whole ? Command.EVAL : Command.EVALSHA, arguments);
    }

    @Override
    public void answered(@Nullable Response reply, Sender connection) {
        Response replies = reply != null && reply.type() == ResponseType.MULTI && reply.size() == calls.size() ? reply : null;
        for (int i = 0; i < calls.size(); i++) {
            SettleCall call = calls.get(i);
            try {
                call.settled(replies == null ? null : replies.get(i), connection);
            } catch (RuntimeException e) {
                RedisStoreLog.LOG.receiverThrew(call.name(), e);
            }
        }
    }

    @Override
    public void refused(String error, Throwable cause, Sender connection) {
        if (!whole && ErrorReply.is(error, "NOSCRIPT")) {
            whole = true;
            connection.sendNext(this);
        } else {
            calls.forEach(connection::sendNext);
        }
    }

    @Override
    public void failed(StoreException failure) {
        calls.forEach(call -> call.fail(failure));
    }
}
