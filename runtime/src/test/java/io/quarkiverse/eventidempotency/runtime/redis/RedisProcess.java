package io.quarkiverse.eventidempotency.runtime.redis;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import redis.embedded.RedisExecProvider;
import redis.embedded.RedisServer;
import redis.embedded.RedisServerBuilder;
import redis.embedded.util.OSDetector;

/** A real Redis on a free port, with a client to reach it past the store. */
public final class RedisProcess implements AutoCloseable {

    private static @Nullable RedisProcess shared;

    private final Vertx vertx = Vertx.vertx();
    private final int port;
    private final RedisServer server;
    private Redis raw;

    public RedisProcess(String... settings) {
        this(chosen(), settings);
    }

    /** {@return the Redis that the tests bring along, or what {@code -Dredis.server} names: another version, or a Valkey} */
    static RedisExecProvider chosen() {
        String executable = System.getProperty("redis.server");
        return executable == null ? RedisExecProvider.defaultProvider() : executable(executable);
    }

    static RedisExecProvider executable(String path) {
        return RedisExecProvider.defaultProvider().override(OSDetector.getOS(), path);
    }

    /** @param version what to run */
    RedisProcess(RedisExecProvider version, String... settings) {
        port = freePort();
        RedisServerBuilder builder = RedisServer.builder().redisExecProvider(version).port(port).setting("save \"\"")
                .setting("bind 127.0.0.1");
        Stream.of(settings).forEach(builder::setting);
        server = builder.build();
        server.start();
        raw = Redis.createClient(vertx, uri());
    }

    /** One for all tests that leave it as it is. */
    public static synchronized RedisProcess shared() {
        if (shared == null) {
            shared = new RedisProcess();
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
        }
        return shared;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    public Vertx vertx() {
        return vertx;
    }

    /** {@return how an application's client is configured} */
    public RedisOptions options() {
        return new RedisOptions().setConnectionString(uri());
    }

    @Nullable
    public Response command(String command, Object... arguments) {
        return get(send(command, arguments));
    }

    Future<@Nullable Response> send(String command, Object... arguments) {
        return raw.send(Request.cmd(Command.create(command), arguments));
    }

    public static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    public long pid() {
        return command("INFO", "server").toString().lines().filter(line -> line.startsWith("process_id:"))
                .mapToLong(line -> Long.parseLong(line.substring("process_id:".length()).strip())).findFirst().orElseThrow();
    }

    /** As the kernel does it when memory is short. */
    void kill() {
        signal(pid(), "KILL");
    }

    public static void signal(long pid, String signal) {
        try {
            new ProcessBuilder(List.of("kill", "-" + signal, Long.toString(pid))).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public void stop() {
        raw.close();
        server.stop();
    }

    public void start() {
        server.start();
        raw = Redis.createClient(vertx, uri());
        await().atMost(Duration.ofSeconds(10)).until(() -> send("PING").toCompletionStage().toCompletableFuture()
                .handle((pong, failure) -> failure == null).get());
    }

    @Override
    public void close() {
        stop();
        get(vertx.close());
    }
}
