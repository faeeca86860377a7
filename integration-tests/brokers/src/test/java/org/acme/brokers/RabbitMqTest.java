package org.acme.brokers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class RabbitMqTest extends BrokerTest {

    private Connection connection;
    private Channel publisher;

    RabbitMqTest() {
        super("rabbitmq");
    }

    @Override
    void connect() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(ConfigProvider.getConfig().getValue("rabbitmq-port", Integer.class));
        connection = factory.newConnection();
        publisher = connection.createChannel();
        for (String name : List.of("orders", "parcels")) { // the consumers make them
            soon().ignoreExceptions().until(() -> {
                try (Channel channel = connection.createChannel()) {
                    return channel.queueDeclarePassive(channel(name)).getConsumerCount() == 1
                            && channel.queueDeclarePassive(channel(name) + ".dlq") != null;
                }
            });
        }
    }

    @Override
    void disconnect() throws IOException {
        connection.close();
    }

    @Override
    void send(String channel, String payload, String id, String key) throws IOException {
        BasicProperties properties = new BasicProperties.Builder().contentType("text/plain").messageId(id)
                .headers(key == null ? Map.of() : Map.of("idempotency-key", key)).build();
        publisher.basicPublish("", channel, properties, payload.getBytes(UTF_8));
    }

    @Override
    List<String> deadLetters() throws IOException {
        List<String> payloads = new ArrayList<>();
        for (String name : List.of("orders", "parcels")) {
            GetResponse letter = publisher.basicGet(channel(name) + ".dlq", true);
            while (letter != null) {
                payloads.add(new String(letter.getBody(), UTF_8));
                letter = publisher.basicGet(channel(name) + ".dlq", true);
            }
        }
        return payloads;
    }

    @ParameterizedTest
    @ValueSource(strings = { "orders", "parcels" })
    void aBodyThatFailsHasItsMessageRejected(String name) throws Exception {
        send(channel(name), "bad", "bad", null);
        List<String> letters = new ArrayList<>();
        soon().untilAsserted(() -> {
            letters.addAll(deadLetters());
            assertThat(letters).containsExactly("bad");
        });
        aliveStill(channel(name), "after a bad one");
        assertThat(journal.bodies(channel(name), "bad")).isEqualTo(1);
    }
}
