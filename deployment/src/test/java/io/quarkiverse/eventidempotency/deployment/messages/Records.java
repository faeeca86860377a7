package io.quarkiverse.eventidempotency.deployment.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import redis.embedded.RedisServer;

/** What stands in Redis, read past the extension, and the process of that Redis. */
@Singleton
public class Records {

    private static final String PREFIX = "idempotency:events:";

    private final Redis redis;
    private long frozen;

    Records(Vertx vertx, @ConfigProperty(name = "quarkus.redis.hosts") String hosts) {
        redis = Redis.createClient(vertx, new RedisOptions().setConnectionString(hosts).setMaxPoolWaiting(10_000));
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RedisServer start(int port) {
        RedisServer server = RedisServer.builder().port(port).setting("bind 127.0.0.1").setting("save \"\"").build();
        server.start();
        return server;
    }

    private CompletionStage<Response> send(String command, String... arguments) {
        Request request = Request.cmd(Command.create(command));
        for (String argument : arguments) {
            request.arg(argument);
        }
        return redis.send(request).toCompletionStage();
    }

    /** Refuses each command on a key that does not match. */
    void allowKeys(String pattern) {
        get(send("ACL", "SETUSER", "default", "resetkeys", '~' + pattern));
    }

    /** {@return the status of a record; {@code none} where there is no record} */
    CompletionStage<String> status(String scope, String key) {
        return send("GET", PREFIX + scope + ':' + key).thenApply(found -> found == null ? "none"
                : found.toString().replaceFirst("^\\{\"status\":\"(\\w+)\".*", "$1"));
    }

    /** {@return the keys of a scope's records} */
    List<String> keys(String scope) {
        String prefix = PREFIX + scope + ':';
        return get(send("KEYS", prefix + '*')).stream().map(key -> key.toString().substring(prefix.length())).toList();
    }

    /** Stops the process where it stands: it keeps its connections, and answers nothing. */
    void freeze() {
        frozen = get(send("INFO", "server")).toString().lines().filter(line -> line.startsWith("process_id:"))
                .mapToLong(line -> Long.parseLong(line.substring("process_id:".length()).strip())).findFirst().orElseThrow();
        signal("STOP", frozen);
    }

    void thaw() {
        if (frozen != 0) {
            signal("CONT", frozen);
            frozen = 0;
        }
    }

    private static void signal(String signal, long pid) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor()).isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
