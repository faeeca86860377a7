package io.quarkiverse.eventidempotency.deployment.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import redis.embedded.RedisServer;

/** Records in the Redis of a client that has a name, and of which nothing else in the application knows. */
class NamedClientTest {

    private static final int PORT = freePort();
    private static RedisServer server;

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handler.class))
            .setBeforeAllCustomizer(NamedClientTest::startRedis)
            .setAfterAllCustomizer(NamedClientTest::stopRedis)
            .overrideConfigKey("quarkus.event-idempotency.redis.client-name", "records")
            .overrideConfigKey("quarkus.event-idempotency.scopes.\"orders.on\".ttl", "1H")
            .overrideConfigKey("quarkus.event-idempotency.key-prefix", "mine:")
            .overrideConfigKey("quarkus.redis.devservices.enabled", "false")
            .overrideConfigKey("quarkus.redis.records.hosts", "redis://127.0.0.1:" + PORT);

    @Inject
    Handler handler;

    @Inject
    Vertx vertx;

    @ConfigProperty(name = "quarkus.redis.records.hosts")
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

    @Test
    void recordsStandInItsRedisUnderThePrefixWithTheScopesTimeToLive() throws Exception {
        assertThat(handler.on("k").await().atMost(Duration.ofSeconds(20))).isEqualTo("ran 1");
        assertThat(handler.on("k").await().atMost(Duration.ofSeconds(20))).isEqualTo("ran 1");

        Redis redis = Redis.createClient(vertx, hosts);
        try {
            assertThat(send(redis, "GET", "mine:orders.on:k")).startsWith("{\"status\":\"completed\"")
                    .contains("\"scope\":\"orders.on\"", "\"idempotency_key\":\"k\"", "\"result\":\"ran 1\"");
            assertThat(Long.parseLong(send(redis, "PTTL", "mine:orders.on:k")))
                    .isBetween(TimeUnit.MINUTES.toMillis(50), TimeUnit.MINUTES.toMillis(60));
        } finally {
            redis.close();
        }
    }

    private static String send(Redis redis, String command, String key) throws Exception {
        return redis.send(Request.cmd(Command.create(command)).arg(key)).toCompletionStage().toCompletableFuture()
                .get(20, TimeUnit.SECONDS).toString();
    }

    @ApplicationScoped
    static class Handler {

        private int runs;

        @Idempotent(key = "{id}", scope = "orders.on", ttl = "2H")
        Uni<String> on(String id) {
            return Uni.createFrom().item("ran " + ++runs);
        }
    }
}
