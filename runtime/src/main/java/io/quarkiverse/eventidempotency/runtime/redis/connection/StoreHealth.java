package io.quarkiverse.eventidempotency.runtime.redis.connection;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreLog;
import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreOptions;
import io.quarkiverse.eventidempotency.runtime.redis.command.ErrorReply;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * The state of all connections of a store as one: Redis is unavailable while one of them is lost. It is logged and reported to
 * listeners once, however many connections there are. All on one event loop.
 * <p>
 * A time without a connection begins with a WARN, repeats its reason while it lasts, and ends with an INFO. A refused command
 * is one ERROR for all of that time.
 */
public final class StoreHealth {

    private static final long REPEAT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Context home;
    private final String hosts;
    private final String remedy;
    private final List<Consumer<@Nullable String>> listeners = new ArrayList<>();
    private @Nullable String reported;
    private final int connections;
    private final Set<HeldConnection> open = new HashSet<>();
    private volatile @Nullable String problem;
    private final ServerWarnings warnings = new ServerWarnings();
    private final Map<HeldConnection, String> lost = new LinkedHashMap<>();
    private boolean logged;
    private boolean connectedBefore;
    private @Nullable String refusal;
    private long lastNanos;
    /** When the first of the connections that are lost was. */
    private long lostNanos;

    /** How many claims of the store wait. */
    final AtomicInteger waitingClaims = new AtomicInteger();

    public StoreHealth(Context home, ServerAddress address, RedisStoreOptions options) {
        this.home = home;
        this.hosts = address.hosts();
        this.remedy = options.remedy();
        this.connections = options.connections();
        this.problem = "there is no connection to Redis at " + hosts + " yet: if it lasts, " + remedy;
    }

    /** {@return the addresses of the servers, without credentials} */
    public String hosts() {
        return hosts;
    }

    /** {@return why Redis cannot be used, with the remedy; {@code null} while all connections are open. On any thread.} */
    public @Nullable String problem() {
        return problem;
    }

    /** {@return how many claims wait to be sent. On any thread.} */
    public int waitingClaims() {
        return waitingClaims.get();
    }

    /** {@return why steps fail while Redis cannot be reached, with the remedy} */
    String unreachable(Throwable cause) {
        return "cannot connect to Redis at " + hosts + reason(cause) + ": " + remedy;
    }

    private static String reason(@Nullable Throwable cause) {
        String text = cause == null ? null : ErrorReply.ofClient(cause);
        return text == null ? "" : " (" + text + ")";
    }

    /** Adds a listener, which is called at once when Redis cannot be reached. */
    public void add(Consumer<@Nullable String> listener) {
        run(() -> {
            listeners.add(listener);
            if (reported != null) {
                call(listener, reported);
            }
        });
    }

    void connected(HeldConnection connection) {
        run(() -> {
            lost.remove(connection);
            open.add(connection);
            if (lost.isEmpty()) {
                if (logged) {
                    logConnected();
                }
                logged = false;
                connectedBefore = true;
                refusal = null;
            }
            report();
        });
    }

    private void logConnected() {
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lostNanos);
        if (connectedBefore) {
            RedisStoreLog.LOG.reconnected(hosts, millis);
        } else {
            RedisStoreLog.LOG.connected(hosts, millis);
        }
    }

    /** An attempt has failed. */
    void notConnected(HeldConnection connection, String why, boolean refusedCommand) {
        run(() -> {
            long now = System.nanoTime();
            if (refusedCommand) {
                if (!why.equals(refusal)) {
                    RedisStoreLog.LOG.commandsRefused(why);
                }
                refusal = why;
            } else if (!logged || now - lastNanos >= REPEAT_NANOS) {
                RedisStoreLog.LOG.notConnected(why);
                lastNanos = now;
            }
            logged = true;
            isLost(connection, why);
        });
    }

    void lost(HeldConnection connection, String why, @Nullable Throwable cause) {
        run(() -> {
            if (lost.isEmpty()) {
                RedisStoreLog.LOG.connectionLost(hosts, why, reason(cause));
                logged = true;
                lastNanos = System.nanoTime() - REPEAT_NANOS;
            }
            isLost(connection, why);
        });
    }

    private void isLost(HeldConnection connection, String why) {
        if (lost.isEmpty()) {
            lostNanos = System.nanoTime();
        }
        open.remove(connection);
        lost.put(connection, why);
        report();
    }

    private void report() {
        String why = lost.isEmpty() ? null : lost.values().iterator().next();
        problem = why == null && open.size() < connections ? problem : why;
        boolean changed = (reported == null) != (why == null);
        reported = why;
        if (changed) {
            listeners.forEach(listener -> call(listener, why));
        }
    }

    private static void call(Consumer<@Nullable String> listener, @Nullable String why) {
        try {
            listener.accept(why);
        } catch (RuntimeException e) {
            RedisStoreLog.LOG.listenerThrew(e);
        }
    }

    void serverIs(ServerInfo server) {
        run(() -> warnings.serverIs(server));
    }

    /** @param info the answer to {@code INFO memory} */
    void memoryIs(String info) {
        run(() -> warnings.memoryIs(info));
    }

    private void run(Runnable action) {
        if (Vertx.currentContext() == home) {
            action.run();
            return;
        }
        try {
            home.runOnContext(x -> action.run());
        } catch (RejectedExecutionException e) {
            // Vert.x is gone, and nothing else runs any more
            action.run();
        }
    }
}
