package io.quarkiverse.eventidempotency.deployment.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.test.QuarkusUnitTest;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.RedisOptions;
import redis.embedded.RedisServer;

/** The store's connection takes no place in the pool of the application, whose configuration it shares. */
class OwnConnectionTest {

    private static final int PORT = freePort();
    private static RedisServer server;

    @RegisterExtension
    static final QuarkusUnitTest TEST = new QuarkusUnitTest()
            .withApplicationRoot(jar -> jar.addClasses(Handler.class, Login.class))
            .setBeforeAllCustomizer(OwnConnectionTest::startRedis)
            .setAfterAllCustomizer(OwnConnectionTest::stopRedis)
            .overrideConfigKey("quarkus.redis.devservices.enabled", "false")
            .overrideConfigKey("quarkus.redis.max-pool-size", "1")
            .overrideConfigKey("quarkus.redis.max-pool-waiting", "1")
            .overrideConfigKey("quarkus.redis.hosts", "valkey://127.0.0.1:" + PORT);

    @Inject
    Handler handler;

    @Inject
    ReactiveRedisDataSource application;

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void startRedis() {
        server = RedisServer.builder().port(PORT).setting("bind 127.0.0.1").setting("save \"\"").setting("requirepass secret")
                .build();
        server.start();
    }

    private static void stopRedis() {
        server.stop();
    }

    @Test
    void applicationAndStoreWorkSideBySide() {
        for (int i = 0; i < 20; i++) {
            assertThat(handler.on("k" + i).await().atMost(Duration.ofSeconds(20))).isEqualTo("ran k" + i);
            application.value(String.class).set("mine", "v" + i).await().atMost(Duration.ofSeconds(20));
            assertThat(application.value(String.class).get("mine").await().atMost(Duration.ofSeconds(20))).isEqualTo("v" + i);
        }
        String clients = application.execute("CLIENT", "LIST").await().atMost(Duration.ofSeconds(20)).toString();
        assertThat(clients.lines()).as("the application's connection and that of the store").hasSize(2);
    }

    @ApplicationScoped
    static class Handler {

        @Idempotent(key = "{id}", scope = "orders.on")
        Uni<String> on(String id) {
            return Uni.createFrom().item("ran " + id);
        }
    }

    /** As an application finds a password that is not in its configuration. */
    @ApplicationScoped
    static class Login implements RedisOptionsCustomizer {

        @Override
        public void customize(String clientName, RedisOptions options) {
            options.setPassword("secret");
        }
    }
}
