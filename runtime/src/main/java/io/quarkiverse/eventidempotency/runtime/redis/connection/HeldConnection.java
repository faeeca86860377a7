package io.quarkiverse.eventidempotency.runtime.redis.connection;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreLog;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreOptions;
import io.quarkiverse.eventidempotency.runtime.redis.command.Call;
import io.quarkiverse.eventidempotency.runtime.redis.command.ErrorReply;
import io.quarkiverse.eventidempotency.spi.StoreClosedException;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;

/**
 * The store's own connection, which is opened before it is needed, and again whenever it was lost.
 *
 * <pre>
 *          call, or start            accepted
 *   CLOSED ----------------> OPENING ---------> OPEN
 *                            |  ^  ^              | broken, timed out, wrong server
 *                   refused, |  |  '--------------'
 *                       late '--'
 *         the attempt's client is closed, calls that wait fail, the next attempt follows with backoff
 * </pre>
 *
 * Calls come from any thread; everything else happens on one event loop, where the answers are given too.
 */
public final class HeldConnection {

    private static final String CLOSED = "the store was closed";

    /** A connection that lasted so long was a good one, and its loss is no reason to pause. */
    private static final long GOOD_NANOS = TimeUnit.SECONDS.toNanos(5);

    final Vertx vertx;
    final Function<Vertx, Redis> clients;
    final RedisStoreOptions options;
    final ServerAddress address;
    final StoreHealth health;
    final ServerClock clock = new ServerClock();
    final ReplyWindow window;
    final Waiting waiting;

    /** Where everything below is touched. Not the caller's: answers must not come under the context of the first caller. */
    private final Context context;

    private @Nullable OpenConnection open;
    private @Nullable Handshake attempt;

    /** A connection that ended with commands whose outcome is not known: its server may still apply them. */
    Handshake.@Nullable Session inDoubt;
    private long pauseTimer = -1;
    private int failures;

    /** Calls wait no longer for the next attempt than for an answer. */
    private long patienceTimer = -1;
    private String lastWhy = "there was no attempt to connect yet";
    private @Nullable Throwable lastCause;
    private boolean flushing;
    private boolean flushAgain;
    private boolean closed;

    /** @param context where all of it happens, see {@link StoreClient#newEventLoop} */
    public HeldConnection(Vertx vertx, Context context, Function<Vertx, Redis> clients, ServerAddress address,
            RedisStoreOptions options, StoreHealth health) {
        this.vertx = vertx;
        this.context = context;
        this.clients = clients;
        this.options = options;
        this.address = address;
        this.health = health;
        this.waiting = new Waiting(options.maxPending(), health.waitingClaims);
        this.window = new ReplyWindow(options.maxUnanswered());
    }

    // Any thread

    public void submit(Call call) {
        if (!waiting.reserve(call)) {
            call.failed(new StoreException("Cannot send " + call.name() + ": " + options.maxPending()
                    + " claims wait for Redis already; let fewer events in, or raise quarkus.event-idempotency.redis.max-pending",
                    false, null));
        } else if (waiting.add(call)) {
            run(this::wake);
        }
    }

    public void start() {
        run(this::connect);
    }

    /** Fails what waits, and closes the connection. */
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        run(() -> {
            closed = true;
            vertx.cancelTimer(pauseTimer);
            vertx.cancelTimer(patienceTimer);
            if (open != null) {
                open.end(CLOSED, new StoreClosedException(CLOSED, true));
            }
            if (attempt != null) {
                attempt.abandon();
            }
            wake();
            done.complete();
        });
        return done.future();
    }

    /** Runs something on the event loop, later. */
    void run(Runnable action) {
        try {
            context.runOnContext(x -> action.run());
        } catch (RejectedExecutionException e) {
            // Vert.x is gone, and nothing else runs any more
            closed = true;
            action.run();
        }
    }

    // The event loop

    private void wake() {
        waiting.collect();
        flush();
    }

    void flush() {
        if (closed) {
            for (Call call = waiting.poll(); call != null; call = waiting.poll()) {
                call.fail(new StoreClosedException("Cannot send " + call.name() + ": " + CLOSED, false));
            }
            return;
        }
        if (flushing) {
            // an answer can be there before anybody listens, and then comes in the midst of writing
            flushAgain = true;
            return;
        }
        flushing = true;
        try {
            do {
                flushAgain = false;
                if (open != null) {
                    open.write();
                }
            } while (flushAgain);
        } finally {
            flushing = false;
        }
        if (open == null && !waiting.isEmpty()) {
            connect();
            if (attempt == null && patienceTimer < 0) {
                patienceTimer = vertx.setTimer(options.commandTimeout().toMillis(), id -> run(this::patienceEnded));
            }
        }
    }

    private void failWaiting(String why, @Nullable Throwable cause) {
        for (Call call = waiting.poll(); call != null; call = waiting.poll()) {
            call.fail(why, false, cause);
        }
    }

    private void patienceEnded() {
        patienceTimer = -1;
        if (open == null && attempt == null) {
            failWaiting(lastWhy, lastCause);
        }
    }

    boolean wantsConnection() {
        return open == null && !closed;
    }

    private void connect() {
        if (open != null || attempt != null || pauseTimer >= 0 || closed) {
            return;
        }
        attempt = new Handshake(this);
        attempt.start();
    }

    void connected(Handshake handshake, @Nullable OpenConnection opened) {
        if (attempt == handshake) {
            attempt = null;
        }
        if (opened == null) {
            return;
        }
        open = opened;
        health.connected(this);
        flush();
    }

    void notConnected(Handshake handshake, Throwable cause) {
        if (attempt != handshake) {
            return;
        }
        attempt = null;
        boolean refusedCommand = cause instanceof CommandCheck.Refused;
        String error = ErrorReply.text(cause);
        String why = refusedCommand ? String.valueOf(cause.getMessage())
                : error == null ? health.unreachable(cause)
                        : "Redis at " + address.hosts() + " refused the connection, \"" + error + "\""
                                + ErrorReply.remedy(error, address.user());
        RedisStoreLog.LOG.tracef(cause, "Not connected: %s", why);
        health.notConnected(this, why, refusedCommand);
        failures++;
        pause(handshake.ageMillis());
        lastWhy = why;
        lastCause = cause;
        failWaiting(why, cause);
    }

    void lost(OpenConnection connection, String why, @Nullable Throwable cause) {
        if (open != connection) {
            return;
        }
        open = null;
        if (closed) {
            return;
        }
        health.lost(this, why, cause);
        lastWhy = why;
        lastCause = cause;
        failures = System.nanoTime() - connection.openedNanos > GOOD_NANOS ? 0 : failures + 1;
        if (failures == 0) {
            connect();
        } else {
            pause(0);
        }
    }

    private void pause(long alreadyMillis) {
        if (pauseTimer >= 0 || closed) {
            return;
        }
        long millis = ReconnectBackoff.millis(failures, address.starts(), alreadyMillis);
        pauseTimer = vertx.setTimer(millis, id -> run(this::pauseEnded));
    }

    private void pauseEnded() {
        pauseTimer = -1;
        connect();
    }
}
