package io.quarkiverse.eventidempotency.runtime.redis.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.redis.RedisStoreLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.CloseFuture;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.NetClientImpl;
import io.vertx.core.net.impl.NetSocketInternal;
import io.vertx.core.spi.metrics.TCPMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.impl.PooledRedisConnection;

/**
 * The client of one attempt to connect. Everything of the attempt ends with it: its sockets, its pool and its timers.
 * <p>
 * It is made on the store's context, which puts its connections on that context's event loop. Used from another one, the
 * client would deliver each answer on another thread, and mix up the texts of their errors.
 * <p>
 * It is the Vert.x that the client is made with, so that it can watch its sockets: the client shows neither that an answer is
 * arriving nor the error of a server that refuses a connection.
 */
public final class StoreClient extends VertxWrapper {

    /** Where a socket hands over what it received, decrypted. */
    private static final String SOCKET = "handler";

    private final List<NetSocket> sockets = new ArrayList<>();
    private final Redis redis;
    private boolean received;
    private long lastReceivedNanos;
    private @Nullable String refusal;
    private @Nullable Runnable refused;
    private boolean closed;

    /** @param factory makes a client, given the Vert.x that makes its sockets */
    StoreClient(Vertx vertx, Function<Vertx, Redis> factory) {
        super((VertxInternal) vertx);
        redis = factory.apply(this);
    }

    /** {@return an event loop's context that is nobody's else: replies must not come under the context of the first caller} */
    public static Context newEventLoop(Vertx vertx) {
        return ((VertxInternal) vertx).createEventLoopContext();
    }

    @Override
    public NetClient createNetClient(NetClientOptions options) {
        VertxMetrics metrics = metricsSPI();
        CloseFuture closing = new CloseFuture();
        NetClientImpl client = new WatchedNetClient(
                metrics == null ? null : metrics.createNetClientMetrics(options), options, closing);
        closing.add(client);
        return client;
    }

    Future<RedisConnection> connect() {
        return redis.connect().map(this::withoutReports);
    }

    /** A report of each command costs as much as the command, and where nothing traces or measures it no one gets it. */
    private RedisConnection withoutReports(RedisConnection connection) {
        return connection instanceof PooledRedisConnection pooled && tracer() == null && pooled.actual().metrics() == null
                ? pooled.actual()
                : connection;
    }

    /** {@return when the last bytes were received, by {@link System#nanoTime()}; {@code otherwise} before the first} */
    long lastReceivedNanos(long otherwise) {
        return received ? lastReceivedNanos : otherwise;
    }

    /** {@return the first error that a server sent as its first answer; {@code null} if there is none} */
    @Nullable
    String refusal() {
        return refusal;
    }

    /** Calls a receiver when a server closes a connection after a {@link #refusal()}. */
    void onRefused(Runnable receiver) {
        refused = receiver;
    }

    void bytesReceived() {
        received = true;
        lastReceivedNanos = System.nanoTime();
    }

    void refusedWith(String error) {
        if (refusal == null) {
            refusal = error;
        }
    }

    /** A socket was closed whose server had refused it. */
    void closedAfterRefusal() {
        if (refused != null && !closed) {
            refused.run();
        }
    }

    /** Closes the client, and what that leaves open: sockets that are connected later. Not Vert.x. */
    @Override
    public Future<Void> close() {
        try {
            redis.close();
            closed = true;
            sockets.forEach(NetSocket::close);
            sockets.clear();
        } catch (RuntimeException e) {
            // Vert.x is gone, and its sockets with it: calls that wait must still be answered
            RedisStoreLog.LOG.debugf(e, "Not closed");
        }
        return Future.succeededFuture();
    }

    private NetSocket watch(NetSocket socket) {
        if (closed) {
            socket.close();
            return socket;
        }
        sockets.removeIf(one -> !((NetSocketInternal) one).channelHandlerContext().channel().isActive());
        sockets.add(socket);
        ((NetSocketInternal) socket).channelHandlerContext().pipeline().addBefore(SOCKET, "watch", new SocketWatch(this));
        return socket;
    }

    private final class WatchedNetClient extends NetClientImpl {

        WatchedNetClient(@Nullable TCPMetrics<?> metrics, NetClientOptions options, CloseFuture closing) {
            super(StoreClient.this, metrics, options, closing);
        }

        @Override
        public Future<NetSocket> connect(ContextInternal context, SocketAddress remote, String serverName) {
            return super.connect(context, remote, serverName).map(StoreClient.this::watch);
        }
    }
}
