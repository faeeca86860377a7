package org.acme.chaos;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import redis.embedded.RedisServer;

/** A real Redis that has on disk what it has confirmed, so that killing it is no reason to forget. */
final class DurableRedis implements AutoCloseable {

    /** All records' keys, each followed by the beginning of its value. */
    private static final String HEADS = "local heads = {} for _, key in ipairs(redis.call('KEYS', '*:*')) do "
            + "heads[#heads + 1] = key heads[#heads + 1] = redis.call('GETRANGE', key, 0, 199) end return heads";

    private final int port;
    private final Path pidFile;
    private final RedisServer server;

    /** @param name what its files are called */
    DurableRedis(Path directory, String name) throws IOException {
        port = freePort();
        pidFile = directory.resolve(name + ".pid");
        server = RedisServer.builder().port(port).bind("127.0.0.1").setting("dir " + directory)
                .setting("appenddirname " + name).setting("repl-diskless-sync-delay 0")
                .setting("pidfile " + pidFile).setting("save \"\"").setting("appendonly yes").setting("appendfsync always")
                .build();
        start();
    }

    /** Below those that connections get, since one could have it when the server is started again. */
    private static int freePort() {
        int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) { // taken
            return freePort();
        }
    }

    int port() {
        return port;
    }

    void start() throws IOException {
        // a process that is started at the same time may still hold the executable open, which has just been written
        await("The server's process").atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsMatching(failure -> String.valueOf(failure.getCause()).contains("Text file busy"))
                .until(() -> {
                    server.start();
                    return true;
                });
        await("Redis").atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20)).ignoreExceptions()
                .until(() -> ask("PING").equals("PONG"));
    }

    /** {@return its answer, as text} */
    String ask(String... words) throws IOException {
        try (RedisSocket socket = new RedisSocket(port)) {
            return String.valueOf(socket.ask(words));
        }
    }

    void promote() throws IOException {
        ask("REPLICAOF", "NO", "ONE");
    }

    void follow(DurableRedis primary) throws IOException {
        ask("REPLICAOF", "127.0.0.1", String.valueOf(primary.port));
    }

    /** {@return whether it has all that its primary has, but for what is on the way} */
    boolean isInStep() throws IOException {
        return ask("INFO", "replication").contains("master_link_status:up");
    }

    /** {@return its records, by parcel} */
    Map<String, Stored> records() throws IOException {
        Map<String, Stored> records = new HashMap<>();
        try (RedisSocket socket = new RedisSocket(port)) {
            for (Iterator<?> heads = ((List<?>) socket.ask("EVAL", HEADS, "0")).iterator(); heads.hasNext();) {
                String key = (String) heads.next();
                records.put(key.substring(key.lastIndexOf(':') + 1), Stored.parse((String) heads.next()));
            }
        }
        return records;
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
