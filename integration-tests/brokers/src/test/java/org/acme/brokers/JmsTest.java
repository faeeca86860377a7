package org.acme.brokers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

/** The extension reads nothing of a message of JMS but its payload, which has the ids and keys. */
@QuarkusTest
class JmsTest extends BrokerTest {

    @Inject
    ConnectionFactory connections;

    private JMSContext context;

    JmsTest() {
        super("jms", 0);
    }

    @Override
    void connect() {
        context = connections.createContext();
    }

    @Override
    void disconnect() {
        context.close();
    }

    @Override
    void send(String channel, String payload, String id, String key) {
        context.createProducer().send(context.createQueue(channel),
                new KeyedOrder(key == null ? id : key, payload).sent());
    }

    @Override
    List<String> deadLetters() {
        List<String> dead = new ArrayList<>();
        try (var consumer = context.createConsumer(context.createQueue(ArtemisResource.DEAD_LETTERS))) {
            for (String text = consumer.receiveBody(String.class, 200); text != null; text = consumer.receiveBody(String.class,
                    200)) {
                dead.add(text);
            }
        }
        return dead;
    }

    @Test
    void leavesAFailureToTheStrategyOfTheConnector() throws Exception {
        send("jms-parcels", "bad", "bad", null);
        soon().untilAsserted(() -> assertThat(String.join("", deadLetters())).contains("bad"));
        aliveStill("jms-parcels", "after a bad one");
        assertThat(journal.bodies("jms-parcels", "bad")).isEqualTo(1);
    }
}
