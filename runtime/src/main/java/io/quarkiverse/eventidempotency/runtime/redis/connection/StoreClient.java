package io.quarkiverse.eventidempotency.runtime.redis.connection;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;

/**
 * The client of one attempt to connect. Everything of the attempt ends with it: its sockets, its pool and its timers.
 * <p>
 * It is made on the store's context, which puts its connections on that context's event loop. Used from another one, the
 * client would deliver each answer on another thread, and mix up the texts of their errors.
 */
public final class StoreClient {

    /** Makes a client. */
    @FunctionalInterface
    public interface Factory {

        /** @param vertx makes the sockets of the client */
        Redis create(Vertx vertx);
    }

    private final WatchedVertx sockets;
    private final Redis redis;

    StoreClient(Vertx vertx, Factory factory) {
        sockets = new WatchedVertx(vertx);
        redis = factory.create(sockets);
    }

    Future<RedisConnection> connect() {
        return redis.connect();
    }

    /** {@return when the last bytes were received, by {@link System#nanoTime()}; {@code otherwise} before the first} */
    long lastReceivedNanos(long otherwise) {
        return sockets.received() ? sockets.lastReceivedNanos() : otherwise;
    }

    /** {@return the first error that a server sent as its first answer; {@code null} if there is none} */
    @Nullable
    String refusal() {
        return sockets.refusal();
    }

    /** Calls a receiver when a server closes a connection after a {@link #refusal()}. */
    void onRefused(Runnable receiver) {
        sockets.onRefused(receiver);
    }

    void close() {
        try {
            redis.close();
            sockets.closeSockets();
        } catch (RuntimeException e) {
            // Vert.x is gone, and its sockets with it: calls that wait must still be answered
            RedisStoreLog.LOG.debugf(e, "Not closed");
        }
    }
}
