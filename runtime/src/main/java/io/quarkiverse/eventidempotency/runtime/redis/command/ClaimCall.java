package io.quarkiverse.eventidempotency.runtime.redis.command;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.Takeover;
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
public final class ClaimCall extends ScriptCall<ClaimReply> {

    private static final byte[] COMPLETED = Arguments.of("{\"status\":\"completed\"");
    private static final byte[] NX = Arguments.of("NX");
    private static final byte[] GET = Arguments.of("GET");
    private static final byte[] PX = Arguments.of("PX");

    /** Microseconds of the epoch have so many digits from the year 2001 until 2286. */
    private static final int FENCE_DIGITS = 16;
    private static final long NO_FENCE = 1_000_000_000_000_000L;
    private static final long MAX_FENCE = 9_999_999_999_999_999L;

    /** The record in front of the fence, but for the owner. */
    private static final int BEFORE_FENCE = "{'status':'processing','owner':'','attempt':1,'fence':".length();

    private final ClaimRequest claim;
    private long fence;
    private boolean byScript;
    private Object @Nullable [] set;

    public ClaimCall(ClaimRequest claim, UniSubscriber<? super ClaimReply> caller) {
        super(Script.CLAIM, "a claim", caller, ClaimCall::decode, claim.exact() ? script(claim) : null);
        this.claim = claim;
        this.byScript = claim.exact();
        if (!byScript) {
            set = new Object[] { Arguments.of(claim.storeKey()), claim.processingRecord(1, NO_FENCE, null), NX, GET, PX,
                    Arguments.of(claim.holdMillis()) };
        }
    }

    @Override
    Object[] makeArguments() {
        return script(claim);
    }

    private static Object[] script(ClaimRequest claim) {
        return Arguments.script(claim.storeKey(), Arguments.of(claim.owner()), Arguments.of(claim.leaseMillis()),
                Arguments.of(claim.holdMillis()), Arguments.of(claim.maxAttempts()), Arguments.of(claim.afterCrash().name()),
                claim.tail(), Arguments.of(claim.firstSeenAt()), Arguments.of(claim.scope()), Arguments.of(claim.key()),
                Arguments.of(claim.fingerprint()));
    }

    @Override
    public Request request(Sender connection) {
        byScript |= fence == 0 && !connection.setsAndGets();
        Object[] arguments = set;
        if (byScript || arguments == null) {
            return super.request(connection);
        }
        if (fence == 0) {
            fence = connection.serverMicros();
            if (fence >= NO_FENCE && fence <= MAX_FENCE) {
                writeFence((byte[]) arguments[1]);
            } else {
                arguments[1] = claim.processingRecord(1, fence, null); // the server's clock is not set
            }
        }
        return Request.cmd(Command.SET, arguments);
    }

    /** Writes the fence over the other number of as many digits: it is only known now. */
    private void writeFence(byte[] record) {
        int at = BEFORE_FENCE + claim.owner().length() + FENCE_DIGITS;
        long rest = fence;
        for (int i = 0; i < FENCE_DIGITS; i++) {
            record[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    @Override
    public void answered(@Nullable Response reply, Sender connection) {
        if (byScript) {
            super.answered(reply, connection);
        } else if (reply == null) {
            complete(ClaimReply.acquired(1, null, fence, null));
        } else {
            byte[] record = reply.toBytes();
            if (Arrays.mismatch(record, COMPLETED) == COMPLETED.length) {
                complete(ClaimReply.duplicate(RecordContent.of(record)));
            } else {
                askScript(connection);
            }
        }
    }

    @Override
    public void refused(String error, Throwable cause, Sender connection) {
        if (!byScript && ErrorReply.is(error, "WRONGTYPE")) {
            complete(ClaimReply.foreign(null));
        } else if (!byScript && ErrorReply.isOfSyntax(error)) {
            connection.doesNotSetAndGet();
            askScript(connection);
        } else if (!byScript && ErrorReply.takesNoWrites(error)) {
            askScript(connection);
        } else {
            super.refused(error, cause, connection);
        }
    }

    private void askScript(Sender connection) {
        byScript = true;
        connection.sendNext(this);
    }

    private static ClaimReply decode(Response reply) {
        ClaimReply.Kind kind = ClaimReply.Kind.valueOf(reply.get(0).toString());
        return switch (kind) {
            case ACQUIRED -> ClaimReply.acquired(Integer.parseInt(reply.get(1).toString()), takeover(reply),
                    Long.parseLong(reply.get(2).toString()), reply.get(3).toString());
            case IN_FLIGHT -> ClaimReply.inFlight(Long.parseLong(reply.get(1).toString()));
            case SETTLED -> ClaimReply.settled();
            case DUPLICATE -> ClaimReply.duplicate(record(reply), Long.parseLong(reply.get(2).toString()));
            case FAILED -> ClaimReply.failed(record(reply));
            case REUSED -> ClaimReply.reused(record(reply));
            case FOREIGN -> ClaimReply.foreign(reply.size() > 1 ? record(reply) : null);
        };
    }

    private static @Nullable Takeover takeover(Response reply) {
        if (reply.size() <= 4) {
            return null;
        }
        String node = reply.get(5).toString();
        return new Takeover(node.isEmpty() ? null : node, Long.parseLong(reply.get(4).toString()));
    }

    private static RecordContent record(Response reply) {
        return RecordContent.of(reply.get(1).toBytes());
    }
}
