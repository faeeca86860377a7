package io.quarkiverse.eventidempotency.runtime.redis.connection;

import java.util.ArrayDeque;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreLog;
import io.quarkiverse.eventidempotency.runtime.redis.command.Call;
import io.quarkiverse.eventidempotency.runtime.redis.command.ErrorReply;
import io.quarkiverse.eventidempotency.runtime.redis.command.Script;
import io.quarkiverse.eventidempotency.runtime.redis.command.Sender;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Response;

/**
 * An open connection, with the calls that it was given. All on one event loop.
 * <p>
 * An error is that of one call. Some calls that wait together are sent as one where there is one server, see
 * {@link Call#together}. Calls that are written in one turn of the event loop share writes to the socket, see
 * {@link SocketWatch}.
 * <p>
 * Ends when it breaks, when a call is not answered in time, or when the server turns out not to be the right one; then the
 * calls whose outcome is not known fail, and the others go back to where they waited.
 */
final class OpenConnection implements Sender {

    private static final String BROKE = "The connection to Redis broke before it answered";

    private static final long CLOCK_MILLIS = 60_000;

    private final HeldConnection owner;
    private final StoreClient client;
    private final RedisConnection connection;
    private final Handshake.@Nullable Session session;
    private final long clockTimer;

    private final boolean oneServer;
    private final long timeoutNanos;

    /** The calls that are written and not answered, in the order in which they run out. */
    private final ArrayDeque<Call> unanswered = new ArrayDeque<>();
    private long timer = -1;
    private long lastLandedNanos = System.nanoTime();
    private final ArrayDeque<Call> next = new ArrayDeque<>();

    private boolean setsAndGets;
    private @Nullable String retiring;
    private boolean renewalRefused;
    private boolean ended;

    final long openedNanos = System.nanoTime();

    /**
     * @param setsAndGets whether the server takes {@code SET} with {@code NX} and {@code GET}, and tells the time for every key
     * @param oneServer whether all answers come from one server, so that its bytes are a sign of life for all of them
     * @param session what its server calls it; {@code null} if that is not known
     */
    OpenConnection(HeldConnection owner, StoreClient client, RedisConnection connection, boolean setsAndGets,
            boolean oneServer, Handshake.@Nullable Session session) {
        this.owner = owner;
        this.client = client;
        this.connection = connection;
        this.session = session;
        this.setsAndGets = setsAndGets;
        this.oneServer = oneServer;
        this.timeoutNanos = owner.options.commandTimeout().toNanos();
        this.clockTimer = setsAndGets ? owner.vertx.setPeriodic(CLOCK_MILLIS, id -> askTheTime()) : -1;
    }

    // What calls ask and tell

    @Override
    public boolean setsAndGets() {
        return setsAndGets;
    }

    @Override
    public void doesNotSetAndGet() {
        setsAndGets = false;
    }

    @Override
    public long serverMicros() {
        return owner.clock.next();
    }

    @Override
    public void renewalRefused(String error) {
        if (!renewalRefused) {
            renewalRefused = true;
            RedisStoreLog.LOG.renewalRefused(owner.address.hosts(), error, remedy(error, Script.RENEW.commands()));
        }
    }

    @Override
    public String remedy(String error, Set<String> commands) {
        return ErrorReply.remedy(error, owner.address.user(), commands);
    }

    @Override
    public void sendNext(Call call) {
        next.add(call);
    }

    private void askTheTime() {
        next.add(new TimeCall(owner.clock));
        owner.flush();
    }

    // Writing

    /** Writes as much of what waits as may be unanswered at a time. */
    void write() {
        while (!ended && retiring == null && unanswered.size() < owner.window.unanswered()) {
            Call call = !next.isEmpty() ? next.poll() : oneServer ? owner.waiting.pollTogether() : owner.waiting.poll();
            if (call == null) {
                return;
            }
            write(call);
        }
    }

    private void write(Call call) {
        call.writtenNanos = System.nanoTime();
        Future<@Nullable Response> reply = connection.send(call.request(this));
        if (reply.failed() && ErrorReply.text(reply.cause()) == null) {
            // the client refused at once, and wrote nothing
            owner.waiting.putBack(call);
            end(BROKE, reply.cause());
            return;
        }
        unanswered.add(call);
        if (timer < 0) {
            setTimer(timeoutNanos);
        }
        reply.onComplete(answer -> landed(call, answer));
    }

    /** One timer for all that is unanswered. */
    private void setTimer(long nanos) {
        timer = owner.vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos) + 1), id -> timeIsUp());
    }

    private void timeIsUp() {
        timer = -1;
        @Nullable
        Call oldest = unanswered.peek();
        if (oldest == null) {
            return;
        }
        // an answer, or a part of one
        long lastSign = oneServer ? client.lastReceivedNanos(lastLandedNanos) : lastLandedNanos;
        long now = System.nanoTime();
        long left = timeoutNanos - Math.min(now - oldest.writtenNanos, now - lastSign);
        if (left > 0) {
            setTimer(left);
            return;
        }
        owner.window.notAnsweredInTime();
        end("Redis did not answer within " + owner.options.commandTimeout().toMillis()
                + " ms; a slow command or a slow server may need a longer quarkus.event-idempotency.redis.command-timeout",
                null);
    }

    // Answers

    private void landed(Call call, AsyncResult<@Nullable Response> result) {
        if (ended) {
            return;
        }
        Throwable cause = result.cause();
        String error = cause == null ? null : ErrorReply.text(cause);
        if (cause != null && error == null) {
            end(BROKE, cause);
        } else {
            forget(call);
            try {
                if (error == null) {
                    owner.window.answered(result.result());
                    call.answered(result.result(), this);
                } else {
                    refused(call, error, cause);
                }
            } catch (RuntimeException e) {
                RedisStoreLog.LOG.receiverThrew(call.name(), e);
            }
        }
        if (retiring != null && unanswered.isEmpty()) {
            end(retiring, null);
        }
        owner.flush();
    }

    private void forget(Call call) {
        if (unanswered.peek() != call) {
            unanswered.remove(call);
            return;
        }
        unanswered.remove();
        if (!oneServer) {
            lastLandedNanos = System.nanoTime(); // of the oldest alone: a node of a Cluster says nothing of the others
        }
    }

    @Override
    public void refused(Call call, String error, Throwable cause) {
        if (ErrorReply.wrongServer(error)) {
            retiring = "The connection was to a Redis server that does not take writes";
        } else if (ErrorReply.refusesCommand(error) && !call.isOfOperator()) {
            // what is open again has been checked
            retiring = "Redis refused a command that it ran before";
        }
        call.refused(error, cause, this);
    }

    // The end

    /** Closes the connection and fails what it left unanswered. */
    void end(String why, @Nullable Throwable cause) {
        if (ended) {
            return;
        }
        ended = true;
        owner.vertx.cancelTimer(clockTimer);
        client.close();
        if (!unanswered.isEmpty() && session != null) {
            owner.inDoubt = session;
        }
        owner.vertx.cancelTimer(timer);
        unanswered.forEach(call -> call.fail(why, true, cause));
        unanswered.clear();
        for (Call call = next.pollLast(); call != null; call = next.pollLast()) {
            owner.waiting.putBack(call);
        }
        owner.lost(this, why, cause);
    }
}
