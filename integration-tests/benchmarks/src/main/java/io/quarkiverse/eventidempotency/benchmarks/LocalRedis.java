package io.quarkiverse.eventidempotency.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;

import redis.embedded.RedisServer;

/**
 * Starts a Redis for this process: the one on the path, which is built as servers in production are, or else the embedded one.
 * The embedded one does without jemalloc, and scripts cost it half as much again.
 */
final class LocalRedis {

    private LocalRedis() {
    }

    /** {@return the connection string} */
    static String start() throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try {
            Process server = new ProcessBuilder(
                    List.of("redis-server", "--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", ""))
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::destroy));
            awaitStart(port);
        } catch (IOException absent) {
            RedisServer.builder().port(port).bind("127.0.0.1").setting("save \"\"").build().start();
        }
        return "redis://127.0.0.1:" + port;
    }

    private static void awaitStart(int port) throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        throw new IllegalStateException("redis-server did not start on port " + port);
    }
}
