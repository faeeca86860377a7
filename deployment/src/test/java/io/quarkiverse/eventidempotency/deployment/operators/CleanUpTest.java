package io.quarkiverse.eventidempotency.deployment.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.test.QuarkusUnitTest;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import redis.embedded.RedisServer;

/** A clean-up in an application that guards nothing and looks at no record itself. */
class CleanUpTest {

    private static final int PORT = freePort();
    private static RedisServer server;

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Idempotent.class))
            .setBeforeAllCustomizer(CleanUpTest::startRedis)
            .setAfterAllCustomizer(CleanUpTest::stopRedis)
            .overrideConfigKey("quarkus.event-idempotency.clean-up.interval", "1S")
            .overrideConfigKey("quarkus.event-idempotency.clean-up.older-than", "30S")
            .overrideConfigKey("quarkus.redis.devservices.enabled", "false")
            .overrideConfigKey("quarkus.redis.hosts", "redis://127.0.0.1:" + PORT)
            .setLogRecordPredicate(record -> record.getMessage().startsWith("Revoked"))
            .assertLogRecords(records -> assertThat(records).hasSize(1));

    @Inject
    Vertx vertx;

    @ConfigProperty(name = "quarkus.redis.hosts")
    String hosts;

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void startRedis() {
        server = RedisServer.builder().port(PORT).setting("bind 127.0.0.1").setting("save \"\"").build();
        server.start();
    }

    private static void stopRedis() {
        server.stop();
    }

    private static String text(String owner) {
        return "{\"status\":\"processing\",\"owner\":\"" + owner + "\",\"attempt\":1,\"fence\":1,\"lease_ms\":20000,\"ttl_ms\":"
                + "3600000,\"scope\":\"s\",\"idempotency_key\":\"k\"}";
    }

    @Test
    void orphansAreRevokedAndLiveRecordsStay() {
        Redis redis = Redis.createClient(vertx, hosts);
        try {
            send(redis, "SET", "idempotency:events:s:live", text("a"), "PX", "3600000");
            send(redis, "SET", "idempotency:events:s:dead", text("b"), "PX", "3540000");
            await().atMost(Duration.ofSeconds(20)).until(
                    () -> send(redis, "GET", "idempotency:events:s:dead").startsWith("{\"status\":\"failed\",\"owner\":\"\""));
            assertThat(send(redis, "GET", "idempotency:events:s:live")).isEqualTo(text("a"));
        } finally {
            redis.close();
        }
    }

    private static String send(Redis redis, String command, String... arguments) {
        Request request = Request.cmd(Command.create(command));
        for (String argument : arguments) {
            request.arg(argument);
        }
        return String.valueOf(redis.send(request).toCompletionStage().toCompletableFuture().join());
    }
}
