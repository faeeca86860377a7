package org.acme.brokers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;

/** Ids and keys are sent in the payloads: messages of MQTT have no headers. */
@QuarkusTest
class MqttTest extends BrokerTest {

    @Inject
    Vertx vertx;

    @ConfigProperty(name = "mp.messaging.connector.smallrye-mqtt.port")
    int port;

    private MqttSender sender;

    MqttTest() {
        super("mqtt", 0);
    }

    @Override
    void connect() throws Exception {
        sender = new MqttSender(vertx, port);
    }

    @Override
    void disconnect() throws Exception {
        sender.close();
    }

    @Override
    void send(String channel, String payload, String id, String key) throws Exception {
        sender.send(channel, new KeyedOrder(key == null ? id : key, payload).sent().getBytes(UTF_8));
    }

    @Override
    List<String> deadLetters() {
        return List.of();
    }

    /** The broker delivers what is not acknowledged when the client is back, and nothing of it later. */
    @Test
    void acknowledgesAMessageWhenItsCompletionIsStored() throws Exception {
        send("mqtt-orders", "held", "held", null);
        soon().until(() -> journal.bodies("mqtt-orders", "held") == 1);
        sender.send(MoquetteResource.DISCONNECT, "orders".getBytes(UTF_8));
        soon().until(() -> journal.deliveries("mqtt-orders", "held") == 2);
        journal.release();
        aliveStill("mqtt-orders", "after the first return");
        sender.send(MoquetteResource.DISCONNECT, "orders".getBytes(UTF_8));
        aliveStill("mqtt-orders", "after the second return");
        assertThat(journal.deliveries("mqtt-orders", "held")).isEqualTo(2);
        assertThat(journal.bodies("mqtt-orders", "held")).isEqualTo(1);
    }
}
