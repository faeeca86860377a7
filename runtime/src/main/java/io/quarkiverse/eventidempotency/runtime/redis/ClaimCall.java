package io.quarkiverse.eventidempotency.runtime.redis;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * A claim: by {@code SET NX GET} while the key may be fresh and the server has it, else by script.
 *
 * <pre>
 *   SET NX GET -- nothing there ----> ACQUIRED
 *        |------- completed --------> DUPLICATE
 *        |------- no text ----------> FOREIGN
 *        |------- anything else, or not understood: the script, with the same token
 *        '------- no writes for the moment, OOM: the script, which reads before it writes
 * </pre>
 */
final class ClaimCall extends ScriptCall<ClaimReply> {

    private static final String COMPLETED = "{\"status\":\"completed\"";

    private final ClaimRequest claim;
    private long fence;
    private boolean byScript;
    private @Nullable Request set;

    ClaimCall(ClaimRequest claim, UniSubscriber<? super ClaimReply> caller) {
        super(Script.CLAIM, caller, 320 + claim.storeKey().length() + claim.key().length());
        this.claim = claim;
        this.byScript = claim.exact();
    }

    @Override
    boolean isClaim() {
        return true;
    }

    @Override
    Object[] arguments() {
        return new Object[] { "", "1", claim.storeKey(), claim.owner(), claim.leaseMillis(), claim.holdMillis(),
                claim.maxAttempts(), claim.afterCrash().name(), claim.tail(), claim.firstSeenAt(),
                claim.scope() == null ? "" : claim.scope(), claim.key(),
                claim.fingerprint() == null ? "" : claim.fingerprint() };
    }

    @Override
    Request request(OpenConnection connection) {
        if (set == null && !byScript) {
            byScript = !connection.setsAndGets();
        }
        if (byScript) {
            return super.request(connection);
        }
        if (set == null) {
            fence = connection.serverMicros();
            set = Request.cmd(Command.SET, claim.storeKey(),
                    claim.processingRecord(1, fence, null), "NX", "GET", "PX", claim.holdMillis());
        }
        return set;
    }

    @Override
    void answered(@Nullable Response reply, OpenConnection connection) {
        if (byScript) {
            super.answered(reply, connection);
        } else if (reply == null) {
            complete(ClaimReply.acquired(1, false, fence, null));
        } else {
            String record = reply.toString();
            if (record.startsWith(COMPLETED)) {
                complete(ClaimReply.duplicate(RecordContent.of(record)));
            } else {
                askScript(connection);
            }
        }
    }

    @Override
    void refused(String error, Throwable cause, OpenConnection connection) {
        if (!byScript && ErrorReply.is(error, "WRONGTYPE")) {
            complete(ClaimReply.foreign(null));
        } else if (!byScript && error.contains("syntax error")) {
            connection.doesNotSetAndGet();
            askScript(connection);
        } else if (!byScript && ErrorReply.takesNoWrites(error)) {
            askScript(connection);
        } else {
            super.refused(error, cause, connection);
        }
    }

    private void askScript(OpenConnection connection) {
        byScript = true;
        connection.sendNext(this);
    }

    @Override
    ClaimReply decode(Response reply) {
        ClaimReply.Kind kind = ClaimReply.Kind.valueOf(reply.get(0).toString());
        return switch (kind) {
            case ACQUIRED -> ClaimReply.acquired(Integer.parseInt(reply.get(1).toString()), reply.size() > 4,
                    Long.parseLong(reply.get(2).toString()), reply.get(3).toString());
            case IN_FLIGHT -> ClaimReply.inFlight(Long.parseLong(reply.get(1).toString()));
            case SETTLED -> ClaimReply.settled();
            case DUPLICATE -> ClaimReply.duplicate(record(reply));
            case FAILED -> ClaimReply.failed(record(reply));
            case REUSED -> ClaimReply.reused(record(reply));
            case FOREIGN -> ClaimReply.foreign(reply.size() > 1 ? record(reply) : null);
        };
    }

    private static RecordContent record(Response reply) {
        return RecordContent.of(reply.get(1).toBytes());
    }

    @Override
    String name() {
        return "a claim";
    }
}
