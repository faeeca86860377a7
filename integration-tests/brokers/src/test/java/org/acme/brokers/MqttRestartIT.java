package org.acme.brokers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.acme.brokers.restart.CrashingConsumer;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.quarkus.test.QuarkusProdModeTest;
import io.vertx.core.Vertx;

/** A process crashes while it handles a message of MQTT, and starts again. */
class MqttRestartIT {

    private static final MoquetteResource BROKER = new MoquetteResource();
    private static final RedisResource REDIS = new RedisResource();

    @RegisterExtension
    static final QuarkusProdModeTest APP = new QuarkusProdModeTest()
            .withApplicationRoot(jar -> jar.addClass(CrashingConsumer.class).addAsResource(new StringAsset("""
                    test.crashes=true
                    mp.messaging.incoming.orders.connector=smallrye-mqtt
                    mp.messaging.incoming.orders.qos=1
                    mp.messaging.incoming.orders.client-id=orders
                    mp.messaging.incoming.orders.auto-clean-session=false
                    quarkus.messaging.nats.connection.servers=nats://127.0.0.1:4222
                    quarkus.devservices.enabled=false
                    quarkus.otel.enabled=false
                    """), "application.properties"));

    @TempDir
    static Path work;

    private static int port;

    @BeforeAll
    static void startServers() {
        // Set for the channel, since other tests' broker may be configured for the connector.
        port = Integer.parseInt(BROKER.start().get("mp.messaging.connector.smallrye-mqtt.port"));
        APP.setRuntimeProperties(Map.of("mp.messaging.incoming.orders.host", "127.0.0.1",
                "mp.messaging.incoming.orders.port", Integer.toString(port),
                "quarkus.redis.hosts", REDIS.start().get("quarkus.redis.hosts"),
                "test.journal", work.resolve("journal").toString()));
    }

    @AfterAll
    static void stopServers() {
        REDIS.stop();
        BROKER.stop();
    }

    @Test
    void handlesAgainWhatItHandledWhenItCrashed() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            APP.start();
            MqttSender sender = new MqttSender(vertx, port);
            sender.send("orders", "first".getBytes(UTF_8));
            BrokerTest.soon().untilAsserted(() -> assertThat(journal()).containsExactly("first"));
            // As long as the process lives, no other one is started.
            BrokerTest.soon().ignoreException(IllegalStateException.class).untilAsserted(APP::start);
            BrokerTest.soon().untilAsserted(() -> assertThat(journal()).containsExactly("first", "first"));
            sender.send("orders", "first".getBytes(UTF_8));
            sender.send("orders", "second".getBytes(UTF_8));
            BrokerTest.soon().untilAsserted(() -> assertThat(journal()).containsExactly("first", "first", "second"));
            sender.close();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static List<String> journal() {
        try {
            Path journal = work.resolve("journal");
            return Files.exists(journal) ? Files.readAllLines(journal) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
