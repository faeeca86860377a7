package org.acme.chaos;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
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

    /** @param name what its files are called */
    DurableRedis(Path directory, String name) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        pidFile = directory.resolve(name + ".pid");
        server = RedisServer.builder().port(port).bind("127.0.0.1").setting("dir " + directory)
                .setting("appenddirname " + name).setting("repl-diskless-sync-delay 0")
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
        return ask("PING").startsWith("+");
    }

    /** {@return the beginning of its answer; empty when there is none} */
    private String ask(String command) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] answer = new byte[4096];
            return new String(answer, 0, Math.max(0, socket.getInputStream().read(answer)), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }

    void promote() {
        tell("REPLICAOF NO ONE");
    }

    void follow(DurableRedis primary) {
        tell("REPLICAOF 127.0.0.1 " + primary.port);
    }

    /** {@return whether it has all that its primary has, but for what is on the way} */
    boolean isInStep() {
        return ask("INFO replication").contains("master_link_status:up");
    }

    private void tell(String command) {
        String answer = ask(command);
        if (!answer.startsWith("+OK")) {
            throw new IllegalStateException(command + ": " + answer);
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
