package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.util.Map;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnStoreFailure;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;

/**
 * The facts about one connector. Without a class of its own, a connector has no headers, no ids and no checks, as the
 * in-memory one. A message of another connector contains nothing for it: all methods that read a message then return
 * {@code null}.
 */
public abstract class Connector {

    private static final String PACKAGE = Connector.class.getPackageName() + '.';

    /** The beans of this package, each with a class of the connector that it needs. */
    public static final Map<String, String> BEANS = Map.of(
            PACKAGE + "KafkaConnector", "io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata",
            PACKAGE + "KafkaResultTypes", "io.smallrye.reactive.messaging.kafka.Record",
            PACKAGE + "RabbitMqConnector", "io.smallrye.reactive.messaging.rabbitmq.IncomingRabbitMQMetadata",
            PACKAGE + "AmqpConnector", "io.smallrye.reactive.messaging.amqp.IncomingAmqpMetadata",
            PACKAGE + "NatsConnector",
            "io.quarkiverse.reactive.messaging.nats.jetstream.client.api.SubscribeMessageMetadata",
            PACKAGE + "MqttConnector", "io.smallrye.reactive.messaging.mqtt.MqttConnector");

    private final String name;

    /** @param name the connector's name in {@code mp.messaging.incoming.<channel>.connector} */
    protected Connector(String name) {
        this.name = name;
    }

    /** {@return the connector's name in configuration} */
    public final String name() {
        return name;
    }

    /** {@return whether the broker gives each message an id, which identifies the message and not the event} */
    public boolean assignsIds() {
        return false;
    }

    /** Warns, at start, of a channel whose configuration could lose messages or make the channel unhealthy. */
    public void check(ChannelConfig channel, GuardPolicy policy, ChannelWarnings warnings) {
    }

    /** {@return whether a delivery may fail without its body having failed, though another one would do} */
    static boolean nacks(GuardPolicy policy) {
        return !policy.observe()
                && (policy.onStoreFailure() == OnStoreFailure.FAIL || policy.onInFlight() == OnInFlight.FAIL);
    }

    /** {@return the value of a header as it arrived; {@code null} when there is none} */
    public @Nullable Object header(Message<?> message, String name) {
        return null;
    }

    /** {@return the id that the broker gave the message; {@code null} when it has none} */
    public @Nullable String messageId(Message<?> message) {
        return null;
    }

    /**
     * {@return the place of a Kafka record; {@code null} when the message is none}
     *
     * @param clusters those that it can come from
     */
    public @Nullable String kafkaRecord(Message<?> message, KafkaClusters clusters) {
        return null;
    }

    /** {@return the place of a message as errors name it; {@code null} when its broker has no such place} */
    public @Nullable String place(Message<?> message) {
        return null;
    }

    /** {@return the key of a Kafka record; {@code null} when there is none} */
    public @Nullable String kafkaKey(Message<?> message) {
        return null;
    }

    /**
     * The message as it is handed on: one that its broker delivers again when its delivery fails for a reason that is not its
     * own, if the connector's failure strategy may not see to that.
     *
     * @param message a message as its connector made it
     * @return the same message where there is nothing to add
     */
    public Message<?> requeueable(Message<?> message) {
        return message;
    }

    /**
     * Makes the message keep its identity when it is sent elsewhere.
     *
     * @param clusters those that a Kafka record can come from
     */
    public void keepIdentity(Message<?> message, KafkaClusters clusters) {
    }
}
