package org.acme.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Inject;

import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;

/** What holds with each broker, for a consumer of payloads (orders) and one of messages (parcels). */
@WithTestResource(value = RedisResource.class, scope = TestResourceScope.MATCHING_RESOURCES, parallel = true)
@WithTestResource(value = ArtemisResource.class, scope = TestResourceScope.MATCHING_RESOURCES, parallel = true)
@WithTestResource(value = MoquetteResource.class, scope = TestResourceScope.MATCHING_RESOURCES, parallel = true)
@WithTestResource(value = RabbitMqResource.class, scope = TestResourceScope.MATCHING_RESOURCES, parallel = true)
@WithTestResource(value = NatsResource.class, scope = TestResourceScope.MATCHING_RESOURCES, parallel = true)
abstract class BrokerTest {

    @Inject
    Journal journal;

    @ConfigProperty(name = "test.redis.pid")
    String redis;

    private final String broker;
    private final int deliveriesInOutage;
    private boolean isThere;

    BrokerTest(String broker) {
        this(broker, 2);
    }

    /** @param deliveriesInOutage how often a message is delivered again while the store is away */
    BrokerTest(String broker, int deliveriesInOutage) {
        this.broker = broker;
        this.deliveriesInOutage = deliveriesInOutage;
    }

    @BeforeEach
    final void connectIfItIsThere() throws Exception {
        Optional<String> absent = ConfigProvider.getConfig().getOptionalValue("test." + broker + ".absent", String.class);
        assumeTrue(absent.isEmpty(), () -> absent.orElseThrow());
        connect();
        isThere = true;
    }

    @AfterEach
    final void disconnectIfItIsThere() throws Exception {
        if (isThere) {
            disconnect();
        }
    }

    abstract void connect() throws Exception;

    abstract void disconnect() throws Exception;

    /**
     * Sends a message.
     *
     * @param channel the channel that is to get it, which is its queue's name as well
     * @param id its id
     * @param key the header {@code idempotency-key}; {@code null} for none
     */
    abstract void send(String channel, String payload, String id, String key) throws Exception;

    /** {@return the payloads of the messages that the broker has given up, and put aside} */
    abstract List<String> deadLetters() throws Exception;

    final String channel(String name) {
        return broker + '-' + name;
    }

    static ConditionFactory soon() {
        return await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(30));
    }

    final void awaitBody(String channel, String payload) {
        soon().untilAsserted(() -> assertThat(journal.bodies(channel, payload)).as(payload).isEqualTo(1));
    }

    /** Sends a message of its own and awaits it. */
    final void aliveStill(String channel, String payload) throws Exception {
        send(channel, payload, "id of " + payload + " on " + channel, null);
        awaitBody(channel, payload);
    }

    @ParameterizedTest
    @ValueSource(strings = { "orders", "parcels" })
    void theBrokersIdTellsMessagesApart(String name) throws Exception {
        String channel = channel(name);
        send(channel, "first", name + "-1", null);
        send(channel, "sent again", name + "-1", null);
        aliveStill(channel, "another");
        assertThat(journal.bodies(channel, "first")).isEqualTo(1);
        soon().untilAsserted(() -> assertThat(journal.deliveries(channel, "sent again")).isEqualTo(1));
        assertThat(journal.bodies(channel, "sent again")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = { "orders", "parcels" })
    void theSendersKeyComesFirst(String name) throws Exception {
        String channel = channel(name);
        send(channel, "keyed", name + "-keyed-1", name + "-key");
        send(channel, "sent again under another id", name + "-keyed-2", name + "-key");
        send(channel, "of another key", name + "-keyed-2", name + "-other-key");
        awaitBody(channel, "of another key");
        assertThat(journal.bodies(channel, "keyed")).isEqualTo(1);
        soon().untilAsserted(() -> assertThat(journal.deliveries(channel, "sent again under another id")).isEqualTo(1));
        assertThat(journal.bodies(channel, "sent again under another id")).isZero();
    }

    @Test
    void aMessageComesAgainUntilTheStoreIsBack() throws Exception {
        String orders = channel("orders");
        String parcels = channel("parcels");
        signal("STOP");
        try {
            send(orders, "during the outage", "outage-1", null);
            send(parcels, "during the outage", "outage-2", null);
            soon().untilAsserted(() -> {
                assertThat(journal.deliveries(orders, "during the outage")).isGreaterThan(deliveriesInOutage);
                assertThat(journal.deliveries(parcels, "during the outage")).isGreaterThan(deliveriesInOutage);
            });
            assertThat(journal.bodies(orders, "during the outage")).isZero();
            assertThat(journal.bodies(parcels, "during the outage")).isZero();
        } finally {
            signal("CONT");
        }
        awaitBody(orders, "during the outage");
        awaitBody(parcels, "during the outage");
        aliveStill(orders, "after the outage");
        aliveStill(parcels, "after the outage");
        assertThat(journal.bodies(orders, "during the outage")).isEqualTo(1);
        assertThat(journal.bodies(parcels, "during the outage")).isEqualTo(1);
        assertThat(deadLetters()).doesNotContain("during the outage");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, redis).inheritIO().start().waitFor()).isZero();
    }
}
