package io.quarkiverse.eventidempotency.runtime.redis.connection;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

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

/**
 * A view of Vert.x whose sockets are watched, for the client of one attempt to connect. The client shows neither that an
 * answer is arriving nor the error of a server that refuses a connection.
 * <p>
 * All of it is touched on one event loop.
 */
public final class WatchedVertx extends VertxWrapper {

    /** Where a socket hands over what it received, decrypted. */
    private static final String SOCKET = "handler";

    private final List<NetSocket> sockets = new ArrayList<>();
    private boolean received;
    private long lastReceivedNanos;
    private @Nullable String refusal;
    private @Nullable Runnable refused;
    private boolean closed;

    WatchedVertx(Vertx vertx) {
        super((VertxInternal) vertx);
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

    boolean received() {
        return received;
    }

    long lastReceivedNanos() {
        return lastReceivedNanos;
    }

    @Nullable
    String refusal() {
        return refusal;
    }

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

    /** Closes what the client leaves open: sockets that are connected after the client was closed. */
    void closeSockets() {
        closed = true;
        sockets.forEach(NetSocket::close);
        sockets.clear();
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
            super(WatchedVertx.this, metrics, options, closing);
        }

        @Override
        public Future<NetSocket> connect(ContextInternal context, SocketAddress remote, String serverName) {
            return super.connect(context, remote, serverName).map(WatchedVertx.this::watch);
        }
    }
}
