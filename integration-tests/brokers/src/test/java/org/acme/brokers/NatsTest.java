package org.acme.brokers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class NatsTest extends BrokerTest {

    private Connection connection;

    NatsTest() {
        super("nats");
    }

    @Override
    void connect() throws Exception {
        connection = Nats.connect(
                ConfigProvider.getConfig().getValue("quarkus.messaging.nats.connection.servers", String.class));
    }

    @Override
    void disconnect() throws Exception {
        connection.close();
    }

    @Override
    void send(String channel, String payload, String id, String key) throws Exception {
        Headers headers = new Headers().put("Nats-Msg-Id", id);
        if (key != null) {
            headers.put("idempotency-key", key);
        }
        Message message = NatsMessage.builder().subject(channel).headers(headers)
                .data(('"' + payload + '"').getBytes(UTF_8)).build();
        JetStream stream = connection.jetStream();
        soon().until(() -> !stream.publish(message).isDuplicate());
    }

    /** There are none: a message is delivered until it is acknowledged, which all are in the end. */
    @Override
    List<String> deadLetters() throws Exception {
        for (String name : List.of("orders", "parcels")) {
            soon().untilAsserted(() -> {
                ConsumerInfo consumer = connection.jetStreamManagement().getConsumerInfo("shop", name);
                assertThat(consumer.getNumPending() + consumer.getNumAckPending()).isZero();
            });
        }
        return List.of();
    }

    @ParameterizedTest
    @ValueSource(strings = { "orders", "parcels" })
    void aBodyThatFailsRunsAgain(String name) throws Exception {
        send(channel(name), "bad-once", name + "-bad", null);
        soon().untilAsserted(() -> assertThat(journal.bodies(channel(name), "bad-once")).isEqualTo(2));
        aliveStill(channel(name), "after a bad one");
        assertThat(deadLetters()).isEmpty();
        assertThat(journal.bodies(channel(name), "bad-once")).isEqualTo(2);
    }
}
