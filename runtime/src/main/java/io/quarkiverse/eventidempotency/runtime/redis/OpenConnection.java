package io.quarkiverse.eventidempotency.runtime.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;

/**
 * An open connection, with the calls that it was given. All on one event loop.
 *
 * <pre>
 *   waiting --> written together --> answered
 *                   |   one answered with an error: the client hides the answers of all
 *                   '--> written again, each alone --> answered
 * </pre>
 *
 * Ends when it breaks, when a call is not answered in time, or when the server turns out not to be the right one; then the
 * calls whose outcome is not known fail, and the others go back to where they waited.
 */
final class OpenConnection {

    private static final int MAX_BATCH_SIZE = 256 * 1024;

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
    private final ArrayDeque<Call> again = new ArrayDeque<>();
    private final ArrayDeque<Call> next = new ArrayDeque<>();
    private final Set<Script> missing = EnumSet.noneOf(Script.class);

    private boolean setsAndGets;
    private boolean batches;
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
        this.batches = abilities.batches();
        this.window = owner.window();
        this.timeoutMillis = options.commandTimeout().toMillis();
        this.unanswered = new Unanswered(vertx, client, batches, options.commandTimeout().toNanos(), this::late);
        this.clockTimer = abilities.setsAndGets() ? vertx.setPeriodic(CLOCK_MILLIS, id -> askTheTime()) : -1;
    }

    // What calls ask and tell

    boolean setsAndGets() {
        return setsAndGets;
    }

    /** Takes notice that this server only says that it can. */
    void doesNotSetAndGet() {
        setsAndGets = false;
    }

    long serverMicros() {
        return clock.next();
    }

    void missing(Script script) {
        missing.add(script);
    }

    /** {@return whether the caller is the one to bring along the script, which those behind it will then find} */
    boolean takeMissing(Script script) {
        return missing.remove(script);
    }

    /** Takes notice of a lease that is not renewed, which is logged once a connection. */
    void renewalRefused(String error) {
        if (!renewalRefused) {
            renewalRefused = true;
            RedisStoreLog.LOG.renewalRefused(owner.address().hosts(), error, remedy(error, Script.RENEW.commands()));
        }
    }

    /** {@return the end of a sentence on an error reply} */
    String remedy(String error, Set<String> commands) {
        return ErrorReply.remedy(error, owner.address().user(), commands);
    }

    /** Writes a call before all others, alone. */
    void sendAgain(Call call) {
        again.add(call);
    }

    /** Writes a call before those that wait. */
    void sendNext(Call call) {
        next.add(call);
    }

    private void askTheTime() {
        again.add(new TimeCall(clock));
        owner.flush();
    }

    // Writing

    /** Writes as much of what waits as may be unanswered at a time. */
    void write(Waiting waiting) {
        while (takes() && !again.isEmpty()) {
            writeAlone(again.remove());
        }
        while (takes() && again.isEmpty()) {
            Call first = poll(waiting);
            if (first == null) {
                return;
            }
            if (!batches || next.isEmpty() && waiting.isEmpty()) {
                writeAlone(first);
            } else {
                writeBatch(first, waiting);
            }
        }
    }

    private boolean takes() {
        return !ended && retiring == null && unanswered.calls() < window.unanswered();
    }

    private @Nullable Call poll(Waiting waiting) {
        Call call = next.poll();
        return call != null ? call : waiting.poll();
    }

    private void writeAlone(Call call) {
        Request request = call.request(this);
        Flight.Lone flight = new Flight.Lone(call, this);
        unanswered.add(flight);
        connection.send(request).onComplete(flight);
    }

    private void writeBatch(Call first, Waiting waiting) {
        int max = Math.min(window.batch(), window.unanswered() - unanswered.calls());
        List<Call> calls = new ArrayList<>();
        List<Request> requests = new ArrayList<>();
        int size = 0;
        Call call = first;
        while (call != null) {
            calls.add(call);
            requests.add(call.request(this));
            size += call.size();
            call = calls.size() < max && size < MAX_BATCH_SIZE ? poll(waiting) : null;
        }
        if (calls.size() == 1) {
            writeAlone(first);
            return;
        }
        Flight.Batch flight = new Flight.Batch(calls, this);
        unanswered.add(flight);
        connection.batch(requests).onComplete(flight);
    }

    private void late() {
        window.notAnsweredInTime();
        end("Redis did not answer within " + timeoutMillis
                + " ms; a slow command or a slow server may need a longer quarkus.event-idempotency.redis.command-timeout",
                null);
    }

    // Answers

    void landed(Flight.Lone flight, AsyncResult<@Nullable Response> result) {
        if (!landed(flight)) {
            return;
        }
        Throwable cause = result.cause();
        String error = cause == null ? null : ErrorReply.text(cause);
        if (cause == null) {
            answered(flight.call(0), result.result());
        } else if (error != null) {
            refused(flight.call(0), error, cause);
        } else {
            lost(flight, cause);
        }
        goOn();
    }

    void landed(Flight.Batch flight, AsyncResult<List<@Nullable Response>> result) {
        if (!landed(flight)) {
            return;
        }
        Throwable cause = result.cause();
        String errors = cause == null ? null : ErrorReply.text(cause);
        if (cause == null) {
            List<@Nullable Response> replies = result.result();
            for (int i = 0; i < flight.size(); i++) {
                answered(flight.call(i), replies.get(i));
            }
        } else if (errors != null && !errors.contains("CONNECTION_CLOSED")) {
            apart(flight, errors, cause);
        } else if (String.valueOf(cause.getMessage()).contains("CROSSSLOT")) {
            // a Cluster that did not say that it is one: the client refused to write
            severalServers();
            for (int i = flight.size() - 1; i >= 0; i--) {
                next.addFirst(flight.call(i));
            }
        } else {
            lost(flight, cause);
        }
        goOn();
    }

    /** {@return whether somebody still waits for it} */
    private boolean landed(Flight flight) {
        if (ended) {
            return false;
        }
        unanswered.remove(flight);
        return true;
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

    /** Takes a failed batch apart: who was refused knows it, the others ask again. */
    private void apart(Flight.Batch flight, String errors, Throwable cause) {
        @Nullable
        String[] each = BatchErrors.parse(errors, flight.size());
        for (int i = 0; i < flight.size(); i++) {
            Call call = flight.call(i);
            String error = each[i];
            if (error != null && ErrorReply.isOfCluster(error)) {
                // alone, the client follows the key to where it is
                severalServers();
                again.add(call);
            } else if (error != null && ErrorReply.notApplied(error)) {
                refused(call, error, cause);
            } else {
                call.inDoubt = true;
                again.add(call);
            }
        }
    }

    private void severalServers() {
        batches = false;
        unanswered.manyServers();
    }

    private void lost(Flight flight, Throwable cause) {
        if ("Connection is closed".equals(cause.getMessage())) {
            // the client refused to write
            for (int i = flight.size() - 1; i >= 0; i--) {
                giveBack(flight.call(i), cause);
            }
        } else {
            for (int i = 0; i < flight.size(); i++) {
                flight.call(i).fail("The connection to Redis broke before it answered", true, cause);
            }
            tellInDoubt();
        }
        end("The connection to Redis broke before it answered", cause);
    }

    private void goOn() {
        if (retiring != null && unanswered.isEmpty()) {
            end(retiring, null);
        }
        owner.flush();
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
            giveBack(call, cause);
        }
        for (Call call = again.pollLast(); call != null; call = again.pollLast()) {
            giveBack(call, cause);
        }
        owner.lost(this, why, cause);
    }

    private void tellInDoubt() {
        Session session = abilities.session();
        if (session != null) {
            owner.leftInDoubt(session);
        }
    }

    private void giveBack(Call call, @Nullable Throwable cause) {
        if (call.inDoubt) {
            call.fail("The connection to Redis broke before it answered", true, cause);
        } else {
            owner.putBack(call);
        }
    }
}
