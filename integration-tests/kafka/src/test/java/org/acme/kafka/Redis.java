package org.acme.kafka;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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

/** A real Redis on a free port, which can be frozen and killed, run out of memory, and have a replica. */
public final class Redis implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx = Vertx.vertx();
    private final int port;
    private final RedisServer server;
    private final String address;
    private final io.vertx.redis.client.Redis client;
    private long pid;

    public Redis() throws Exception {
        this(RedisServer.builder());
    }

    private Redis(RedisServerBuilder builder) throws Exception {
        port = freePort();
        server = builder.port(port).bind("127.0.0.1").setting("save \"\"").setting("repl-diskless-sync-delay 0").build();
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

    public String address() {
        return address;
    }

    /** {@return its version and the allocator that it was built with, which decides how fast it is} */
    String version() throws Exception {
        return info("server", "redis_version") + " with " + info("memory", "mem_allocator");
    }

    /** {@return the record under a key; a missing node when there is none} */
    public JsonNode record(String key) throws Exception {
        Response reply = send(Request.cmd(Command.GET).arg(key));
        return reply == null ? JSON.missingNode() : JSON.readTree(reply.toString());
    }

    /** {@return the records whose keys start so, by what follows} */
    public Map<String, JsonNode> records(String prefix) throws Exception {
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

    /** {@return the status of each record; empty where there is none under the key} */
    List<String> statuses(List<String> keys) throws Exception {
        if (keys.isEmpty()) {
            return List.of();
        }
        Request request = Request.cmd(Command.MGET);
        keys.forEach(request::arg);
        List<String> statuses = new ArrayList<>();
        for (Response record : send(request)) {
            statuses.add(record == null ? "" : JSON.readTree(record.toString()).path("status").asText());
        }
        return statuses;
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

    void kill() throws Exception {
        Signals.send("KILL", pid);
        server.stop();
    }

    /** Kills the server, which loses its records, and starts it again. */
    void restart() throws Exception {
        kill();
        server.start();
        // a connection of before may not have noticed its end yet
        await("The server").ignoreExceptions().untilAsserted(() -> pid = Long.parseLong(info("server", "process_id")));
    }

    /** @param bytes past which commands that need memory fail; 0 for no limit */
    void limitMemory(int bytes) throws Exception {
        send(Request.cmd(Command.CONFIG).arg("SET").arg("maxmemory").arg(bytes));
    }

    /** {@return how many commands have failed with an error, such as {@code OOM}} */
    int errors(String code) throws Exception {
        Matcher count = find("errorstats", "errorstat_" + code + ":count=(\\d+)");
        return count.find() ? Integer.parseInt(count.group(1)) : 0;
    }

    /** Becomes a replica with all that the primary has. */
    void follow(Redis primary) throws Exception {
        send(Request.cmd(Command.REPLICAOF).arg("127.0.0.1").arg(primary.port));
        await("The replica").until(() -> find("replication", "master_link_status:up").find());
    }

    /** Stops following its primary. */
    void promote() throws Exception {
        send(Request.cmd(Command.REPLICAOF).arg("NO").arg("ONE"));
    }

    /** {@return whether a replica has got all that its primary has executed} */
    boolean isInStepWith(Redis primary) throws Exception {
        primary.send(Request.cmd(Command.PING)); // after it, all that has arrived there before is executed
        return primary.info("replication", "master_repl_offset").equals(info("replication", "slave_repl_offset"));
    }

    /** Has a replica in step with this server become the primary, and this server its replica. */
    void failOverTo(Redis replica) throws Exception {
        send(Request.cmd(Command.create("FAILOVER")).arg("TO").arg("127.0.0.1").arg(replica.port));
        await("The new primary").until(() -> replica.find("replication", "role:master").find());
    }

    @Override
    public void close() {
        client.close();
        vertx.close();
        server.stop();
    }

    private String info(String section, String field) throws Exception {
        Matcher line = find(section, field + ":(\\S+)");
        if (!line.find()) {
            throw new IllegalStateException("No " + field + " in section " + section);
        }
        return line.group(1);
    }

    private Matcher find(String section, String line) throws Exception {
        String info = send(Request.cmd(Command.INFO).arg(section)).toString();
        return Pattern.compile("^" + line, Pattern.MULTILINE).matcher(info);
    }

    public Response send(Request request) throws Exception {
        return client.send(request).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
