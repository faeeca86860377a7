package org.acme.kafka;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import redis.embedded.RedisExecProvider;
import redis.embedded.RedisServer;
import redis.embedded.RedisServerBuilder;
import redis.embedded.util.OS;
import redis.embedded.util.OSDetector;

/** A real Redis on a free port, which can be frozen. */
final class Redis implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx = Vertx.vertx();
    private final RedisServer server;
    private final String address;
    private final io.vertx.redis.client.Redis client;
    private long pid;

    Redis() throws Exception {
        this(RedisServer.builder());
    }

    private Redis(RedisServerBuilder builder) throws Exception {
        int port = freePort();
        server = builder.port(port).bind("127.0.0.1").setting("save \"\"").build();
        server.start();
        address = "redis://127.0.0.1:" + port;
        client = io.vertx.redis.client.Redis.createClient(vertx, address);
        pid = Long.parseLong(info("server", "process_id"));
    }

    /** The {@code redis-server} in the {@code PATH}, as it is used in production; where there is none, that of tests. */
    static Redis installed() throws Exception {
        RedisServerBuilder builder = RedisServer.builder();
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            Path executable = Path.of(folder, "redis-server");
            if (Files.isExecutable(executable)) {
                OS os = OSDetector.getOS();
                builder.redisExecProvider(RedisExecProvider.defaultProvider().override(os, executable.toString()));
                break;
            }
        }
        return new Redis(builder);
    }

    String address() {
        return address;
    }

    /** {@return its version and the allocator that it was built with, which decides how fast it is} */
    String version() throws Exception {
        return info("server", "redis_version") + " with " + info("memory", "mem_allocator");
    }

    /** {@return the record under a key; a missing node when there is none} */
    JsonNode record(String key) throws Exception {
        Response reply = send(Request.cmd(Command.GET).arg(key));
        return reply == null ? JSON.missingNode() : JSON.readTree(reply.toString());
    }

    /** {@return the records whose keys start so, by what follows} */
    Map<String, JsonNode> records(String prefix) throws Exception {
        Map<String, JsonNode> records = new HashMap<>();
        for (Response key : send(Request.cmd(Command.KEYS).arg(prefix + "*"))) {
            records.put(key.toString().substring(prefix.length()), record(key.toString()));
        }
        return records;
    }

    /** {@return the seconds of CPU time that it has used} */
    double cpu() throws Exception {
        return Double.parseDouble(info("cpu", "used_cpu_user")) + Double.parseDouble(info("cpu", "used_cpu_sys"));
    }

    void clear() throws Exception {
        send(Request.cmd(Command.FLUSHALL));
    }

    int connections() throws Exception {
        return Integer.parseInt(info("clients", "connected_clients"));
    }

    /** Stops the server from answering, with its connections open. */
    void freeze() throws Exception {
        Signals.send("STOP", pid);
    }

    void thaw() throws Exception {
        Signals.send("CONT", pid);
    }

    /** Kills the server, which loses its records, and starts it again. */
    void restart() throws Exception {
        Signals.send("KILL", pid);
        server.stop();
        server.start();
        pid = Long.parseLong(info("server", "process_id"));
    }

    @Override
    public void close() {
        client.close();
        vertx.close();
        server.stop();
    }

    private String info(String section, String field) throws Exception {
        String info = send(Request.cmd(Command.INFO).arg(section)).toString();
        Matcher line = Pattern.compile("^" + field + ":(\\S+)", Pattern.MULTILINE).matcher(info);
        if (!line.find()) {
            throw new IllegalStateException(info);
        }
        return line.group(1);
    }

    private Response send(Request request) throws Exception {
        return client.send(request).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
