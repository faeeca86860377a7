package io.quarkiverse.eventidempotency.runtime.redis.connection;

import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreLog;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreOptions;
import io.quarkiverse.eventidempotency.runtime.redis.command.Call;
import io.quarkiverse.eventidempotency.runtime.redis.command.ErrorReply;
import io.quarkiverse.eventidempotency.runtime.redis.command.Script;
import io.quarkiverse.eventidempotency.runtime.redis.command.Sender;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Response;

/**
 * An open connection, with the calls that it was given. All on one event loop.
 * <p>
 * Each call is written by itself, so that an error is that of one call. Calls that are written in one turn of the event loop
 * share one write to the socket, see {@link SocketWatch}.
 * <p>
 * Ends when it breaks, when a call is not answered in time, or when the server turns out not to be the right one; then the
 * calls whose outcome is not known fail, and the others go back to where they waited.
 */
final class OpenConnection implements Sender {

    private static final String BROKE = "The connection to Redis broke before it answered";

    private static final long CLOCK_MILLIS = 60_000;

    private final HeldConnection owner;
    private final Vertx vertx;
    private final StoreClient client;
    private final RedisConnection connection;
    private final ServerClock clock;
    private final ReplyWindow window;
    private final long timeoutMillis;
    private final long clockTimer;
    private final Abilities abilities;

    private final Unanswered unanswered;
    private final ArrayDeque<Call> next = new ArrayDeque<>();
    private final Set<Script> missing = EnumSet.noneOf(Script.class);
    private final Set<Script> loading = EnumSet.noneOf(Script.class);

    private boolean setsAndGets;
    private @Nullable String retiring;
    private boolean renewalRefused;
    private boolean ended;

    final long openedNanos = System.nanoTime();

    OpenConnection(HeldConnection owner, Vertx vertx, StoreClient client, RedisConnection connection, ServerClock clock,
            Abilities abilities, RedisStoreOptions options) {
        this.owner = owner;
        this.vertx = vertx;
        this.client = client;
        this.connection = connection;
        this.clock = clock;
        this.abilities = abilities;
        this.setsAndGets = abilities.setsAndGets();
        this.window = owner.window();
        this.timeoutMillis = options.commandTimeout().toMillis();
        this.unanswered = new Unanswered(vertx, client, abilities.oneServer(), options.commandTimeout().toNanos(), this::late);
        this.clockTimer = abilities.setsAndGets() ? vertx.setPeriodic(CLOCK_MILLIS, id -> askTheTime()) : -1;
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
        return clock.next();
    }

    @Override
    public void missing(Script script) {
        if (!loading.contains(script)) {
            missing.add(script);
        }
    }

    @Override
    public boolean takeMissing(Script script) {
        return missing.remove(script) && loading.add(script);
    }

    @Override
    public void loaded(Script script) {
        loading.remove(script);
    }

    @Override
    public void renewalRefused(String error) {
        if (!renewalRefused) {
            renewalRefused = true;
            RedisStoreLog.LOG.renewalRefused(owner.address().hosts(), error, remedy(error, Script.RENEW.commands()));
        }
    }

    @Override
    public String remedy(String error, Set<String> commands) {
        return ErrorReply.remedy(error, owner.address().user(), commands);
    }

    @Override
    public void sendNext(Call call) {
        next.add(call);
    }

    private void askTheTime() {
        next.add(new TimeCall(clock));
        owner.flush();
    }

    // Writing

    /** Writes as much of what waits as may be unanswered at a time. */
    void write(Waiting waiting) {
        while (!ended && retiring == null && unanswered.size() < window.unanswered()) {
            Call call = next.isEmpty() ? waiting.poll() : next.poll();
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
            owner.putBack(call);
            end(BROKE, reply.cause());
            return;
        }
        unanswered.add(call);
        reply.onComplete(answer -> landed(call, answer));
    }

    private void late() {
        window.notAnsweredInTime();
        end("Redis did not answer within " + timeoutMillis
                + " ms; a slow command or a slow server may need a longer quarkus.event-idempotency.redis.command-timeout",
                null);
    }

    // Answers

    private void landed(Call call, AsyncResult<@Nullable Response> result) {
        if (ended) {
            return;
        }
        unanswered.remove(call);
        Throwable cause = result.cause();
        String error = cause == null ? null : ErrorReply.text(cause);
        if (cause == null) {
            answered(call, result.result());
        } else if (error != null) {
            refused(call, error, cause);
        } else {
            call.fail(BROKE, true, cause);
            tellInDoubt();
            end(BROKE, cause);
        }
        if (retiring != null && unanswered.isEmpty()) {
            end(retiring, null);
        }
        owner.flush();
    }

    private void answered(Call call, @Nullable Response reply) {
        window.answered(reply);
        try {
            call.answered(reply, this);
        } catch (RuntimeException e) {
            RedisStoreLog.LOG.receiverThrew(call.name(), e);
        }
    }

    private void refused(Call call, String error, Throwable cause) {
        if (ErrorReply.wrongServer(error)) {
            retiring = "The connection was to a Redis server that does not take writes";
        } else if (ErrorReply.refusesCommand(error) && !call.isOfOperator()) {
            // what is open again has been checked
            retiring = "Redis refused a command that it ran before";
        }
        try {
            call.refused(error, cause, this);
        } catch (RuntimeException e) {
            RedisStoreLog.LOG.receiverThrew(call.name(), e);
        }
    }

    // The end

    /** Closes the connection and fails what it left unanswered. */
    void end(String why, @Nullable Throwable cause) {
        if (ended) {
            return;
        }
        ended = true;
        vertx.cancelTimer(clockTimer);
        client.close();
        if (!unanswered.isEmpty()) {
            tellInDoubt();
        }
        unanswered.end(call -> call.fail(why, true, cause));
        for (Call call = next.pollLast(); call != null; call = next.pollLast()) {
            owner.putBack(call);
        }
        owner.lost(this, why, cause);
    }

    private void tellInDoubt() {
        Session session = abilities.session();
        if (session != null) {
            owner.leftInDoubt(session);
        }
    }
}
