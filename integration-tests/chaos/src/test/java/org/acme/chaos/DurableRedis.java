package org.acme.chaos;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import redis.embedded.RedisServer;

/** A real Redis that has on disk what it has confirmed, so that killing it is no reason to forget. */
final class DurableRedis implements AutoCloseable {

    private final int port;
    private final Path pidFile;
    private final RedisServer server;

    DurableRedis(Path directory) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        pidFile = directory.resolve("redis.pid");
        server = RedisServer.builder().port(port).bind("127.0.0.1").setting("dir " + directory)
                .setting("pidfile " + pidFile).setting("save \"\"").setting("appendonly yes").setting("appendfsync always")
                .build();
        start();
    }

    int port() {
        return port;
    }

    void start() throws IOException {
        server.start();
        await("Redis").atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20)).until(this::answers);
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return in.read() == '+';
        } catch (IOException e) {
            return false;
        }
    }

    private long pid() throws IOException {
        return Long.parseLong(Files.readString(pidFile).strip());
    }

    void signal(String signal) throws IOException {
        Worker.signal(pid(), signal);
    }

    void kill() throws IOException {
        signal("KILL");
        server.stop();
    }

    @Override
    public void close() throws IOException {
        server.stop();
    }
}
