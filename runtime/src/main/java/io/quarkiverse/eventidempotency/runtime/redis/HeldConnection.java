package io.quarkiverse.eventidempotency.runtime.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.netty.channel.EventLoop;
import io.quarkiverse.eventidempotency.spi.StoreClosedException;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;

/**
 * The store's own connection, which is opened when it is needed and again when it was lost.
 *
 * <pre>
 *          call, or start            accepted
 *   CLOSED ----------------> OPENING ---------> OPEN
 *      ^                        |                 | broken, timed out, wrong server
 *      '------------------------'<----------------'
 *        not accepted: what waits fails; opened again by itself once it was open
 * </pre>
 *
 * Calls come from any thread; everything else happens on one event loop, where the answers are given too.
 */
final class HeldConnection {

    private static final String CLOSED = "the store was closed";
    private static final long SHORTEST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    /** A connection that lasted so long was a good one, and its loss is no reason to pause. */
    private static final long GOOD_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Attempts that hang keep a connection of the client's pool each. */
    private static final int MAX_ATTEMPTS = 3;
    private static final long HOPELESS_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final VertxInternal vertx;
    private final Redis redis;
    private final RedisStoreOptions options;
    private final Waiting waiting;
    private final ServerClock clock = new ServerClock();
    private final ReplyWindow window;
    private final ServerWarnings warnings = new ServerWarnings();
    private final List<Consumer<@Nullable String>> listeners = new CopyOnWriteArrayList<>();
    private final List<Handshake> attempts = new ArrayList<>();

    /** Where everything below is touched. */
    private volatile ContextInternal context;

    private @Nullable OpenConnection open;
    private @Nullable Handshake attempt;

    /** A connection that ended with commands whose outcome is not known. */
    private @Nullable Session inDoubt;
    private long pauseTimer = -1;
    private int failures;
    private boolean lost;
    private boolean away;
    private boolean flushing;
    private boolean flushAgain;
    private boolean closed;

    HeldConnection(Vertx vertx, Redis redis, RedisStoreOptions options) {
        this.vertx = (VertxInternal) vertx;
        // not the caller's: answers must not come under the context of whoever asked first
        this.context = this.vertx.createEventLoopContext();
        this.redis = redis;
        this.options = options;
        this.waiting = new Waiting(options.maxPending());
        this.window = new ReplyWindow(options.maxUnanswered());
    }

    // Any thread

    void submit(Call call) {
        if (!waiting.reserve()) {
            call.failed(new StoreException("Cannot send " + call.name() + ": " + options.maxPending()
                    + " others wait for Redis already; let fewer events in, or raise quarkus.event-idempotency.redis.max-pending",
                    false, null));
        } else if (waiting.add(call)) {
            run(this::wake);
        }
    }

    void onAvailability(Consumer<@Nullable String> listener) {
        listeners.add(listener);
    }

    /** Opens the connection before it is needed. */
    void start() {
        run(() -> {
            if (open == null) {
                connect();
            }
        });
    }

    /** Fails what waits, and closes the connection. */
    Future<Void> close() {
        Promise<Void> done = Promise.promise();
        run(() -> {
            closed = true;
            vertx.cancelTimer(pauseTimer);
            if (open != null) {
                open.end(CLOSED, new StoreClosedException(CLOSED, true));
            }
            wake();
            done.complete();
        });
        return done.future();
    }

    /** Runs something on the event loop, later. */
    void run(Runnable action) {
        ContextInternal target = context;
        try {
            target.runOnContext(x -> {
                if (target == context) {
                    action.run();
                } else {
                    // moved meanwhile
                    run(action);
                }
            });
        } catch (RejectedExecutionException e) {
            // Vert.x is gone, and nothing else runs any more
            closed = true;
            action.run();
        }
    }

    // The event loop

    /**
     * Moves to the event loop that the client has its connections on. Nothing may be touched afterwards but by
     * {@link #run}.
     *
     * @param loop the client's, if it is known
     * @return whether that is where everything happens now
     */
    boolean moveTo(@Nullable EventLoop loop) {
        if (loop == null) {
            return false;
        }
        if (context.nettyEventLoop() == loop) {
            return true;
        }
        if (open != null || closed) {
            return false;
        }
        context = vertx.createEventLoopContext(loop, vertx.getWorkerPool(), context.classLoader());
        return true;
    }

    private void wake() {
        waiting.collect();
        flush();
    }

    void flush() {
        if (closed) {
            for (Call call = waiting.poll(); call != null; call = waiting.poll()) {
                OpenConnection.fail(call, new StoreClosedException("Cannot send " + call.name() + ": " + CLOSED, false));
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
                    open.write(waiting);
                }
            } while (flushAgain);
        } finally {
            flushing = false;
        }
        if (open == null && !waiting.isEmpty()) {
            connect();
        }
    }

    private void failWaiting(String why, @Nullable Throwable cause) {
        for (Call call = waiting.poll(); call != null; call = waiting.poll()) {
            OpenConnection.fail(call, why, false, cause);
        }
    }

    void putBack(Call call) {
        waiting.putBack(call);
    }

    /** A connection has ended whose server may still apply what it was sent. */
    void leftInDoubt(Session session) {
        inDoubt = session;
    }

    /** {@return the connection whose commands are not to be applied any more, if this server has it; told once} */
    @Nullable
    Session takeInDoubt(ServerInfo server) {
        Session session = inDoubt;
        inDoubt = null;
        return session != null && session.serverRun().equals(server.run()) ? session : null;
    }

    ReplyWindow window() {
        return window;
    }

    ServerWarnings warnings() {
        return warnings;
    }

    /**
     * Gives a connection back to the client. That of a Cluster throws while the client adds another node's to it, which must
     * not keep those waiting who were to be answered on it.
     */
    static void discard(RedisConnection connection) {
        try {
            connection.close();
        } catch (RuntimeException e) {
            RedisStoreLog.LOG.notClosed(e);
        }
    }

    boolean wantsConnection() {
        return open == null && !closed;
    }

    private void connect() {
        if (attempt != null || pauseTimer >= 0 || closed) {
            return;
        }
        attempts.removeIf(one -> one.over() || one.ageNanos() > HOPELESS_NANOS);
        if (attempts.size() >= MAX_ATTEMPTS) {
            pauseThenConnect("Redis accepts connections but does not answer", null);
            return;
        }
        Handshake handshake = new Handshake(this, vertx, clock, options);
        attempt = handshake;
        attempts.add(handshake);
        handshake.start(redis);
    }

    void connected(Handshake handshake, @Nullable OpenConnection opened) {
        if (attempt == handshake) {
            attempt = null;
        }
        if (opened == null) {
            return;
        }
        open = opened;
        if (lost) {
            lost = false;
            RedisStoreLog.LOG.connectedAgain();
        }
        available(null);
        flush();
    }

    /** @param why why it is not; {@code null} when it is */
    private void available(@Nullable String why) {
        if (away != (why == null)) {
            return;
        }
        away = why != null;
        for (Consumer<@Nullable String> listener : listeners) {
            try {
                listener.accept(why);
            } catch (RuntimeException e) {
                RedisStoreLog.LOG.listenerThrew(e);
            }
        }
    }

    void notConnected(Handshake handshake, Throwable cause) {
        if (attempt != handshake) {
            return;
        }
        attempt = null;
        if (open == null) {
            String error = ErrorReply.text(cause);
            pauseThenConnect(error == null ? "cannot connect to Redis, see quarkus.redis.hosts and whether the server runs"
                    : "Redis refused the connection, \"" + error + "\"" + ErrorReply.remedy(error), cause);
        }
    }

    private void pauseThenConnect(String why, @Nullable Throwable cause) {
        RedisStoreLog.LOG.debugf(cause, "Not connected: %s", why);
        available(why);
        failures++;
        pause();
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
        if (!lost) {
            RedisStoreLog.LOG.connectionLost(why, cause == null ? "" : " (" + cause.getMessage() + ")");
        }
        lost = true;
        available(why);
        failures = System.nanoTime() - connection.openedNanos > GOOD_NANOS ? 0 : failures + 1;
        if (failures == 0) {
            connect();
        } else {
            pause();
        }
    }

    /** Waits before the next attempt, which is made when somebody waits for it or when the connection was open before. */
    private void pause() {
        if (pauseTimer >= 0 || closed) {
            return;
        }
        long millis = Math.min(LONGEST_PAUSE_MILLIS, SHORTEST_PAUSE_MILLIS << Math.min(failures - 1, 10));
        pauseTimer = vertx.setTimer(millis, id -> run(this::pauseEnded));
    }

    private void pauseEnded() {
        pauseTimer = -1;
        if (open == null && (lost || !waiting.isEmpty())) {
            connect();
        }
    }
}
