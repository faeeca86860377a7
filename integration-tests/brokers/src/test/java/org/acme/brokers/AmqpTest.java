package org.acme.brokers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.health.HealthReport.ChannelInfo;
import io.smallrye.reactive.messaging.providers.extension.HealthCenter;
import io.vertx.amqp.AmqpClient;
import io.vertx.amqp.AmqpClientOptions;
import io.vertx.amqp.AmqpConnection;
import io.vertx.amqp.AmqpMessageBuilder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

@QuarkusTest
@TestMethodOrder(OrderAnnotation.class)
class AmqpTest extends BrokerTest {

    @Inject
    Vertx vertx;

    @Inject
    HealthCenter health;

    @ConfigProperty(name = "amqp-port")
    int port;

    private final List<String> deadLetters = new CopyOnWriteArrayList<>();
    private AmqpClient client;
    private AmqpConnection connection;

    AmqpTest() {
        super("amqp");
    }

    @Override
    void connect() throws Exception {
        client = AmqpClient.create(vertx, new AmqpClientOptions().setHost("127.0.0.1").setPort(port));
        connection = get(client.connect());
        get(connection.createReceiver(ArtemisResource.DEAD_LETTERS))
                .handler(message -> deadLetters.add(message.bodyAsString()));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Override
    void disconnect() throws Exception {
        get(client.close());
    }

    @Override
    void send(String channel, String payload, String id, String key) throws Exception {
        AmqpMessageBuilder message = AmqpMessageBuilder.create().id(id).withBody(payload);
        if (key != null) {
            message.applicationProperties(new JsonObject().put("idempotency-key", key));
        }
        get(get(connection.createSender(channel)).sendWithAck(message.build()));
    }

    @Override
    List<String> deadLetters() {
        return deadLetters;
    }

    @Test
    void aBodyThatFailsHasItsMessageRejected() throws Exception {
        send("amqp-parcels", "bad", "bad", null);
        soon().untilAsserted(() -> assertThat(deadLetters).containsExactly("bad"));
        aliveStill("amqp-parcels", "after a bad one");
        assertThat(journal.bodies("amqp-parcels", "bad")).isEqualTo(1);
    }

    /**
     * The connector's default strategy ends all of its channels, so nothing comes after it. Whether the broker still hears of
     * the rejection is a matter of chance.
     */
    @Test
    @Order(Integer.MAX_VALUE)
    void aBodyThatFailsEndsTheChannelByDefault() throws Exception {
        assertThat(alive("amqp-orders")).isTrue();
        send("amqp-orders", "bad", "bad", null);
        soon().until(() -> !alive("amqp-orders"));
        assertThat(journal.bodies("amqp-orders", "bad")).isEqualTo(1);
    }

    private boolean alive(String channel) {
        return health.getLiveness().getChannels().stream().filter(info -> info.getChannel().equals(channel))
                .anyMatch(ChannelInfo::isOk);
    }
}
