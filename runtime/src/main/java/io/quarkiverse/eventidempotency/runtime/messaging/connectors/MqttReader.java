package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.util.function.UnaryOperator;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

import io.smallrye.reactive.messaging.mqtt.ReceivingMqttMessageMetadata;

/**
 * Reads messages of MQTT 3.1.1. They have no headers, and no id: a packet id is used again for other messages. An
 * acknowledgement reaches the broker where its {@linkplain MqttSession session} brings unacknowledged messages back. A rejected
 * message is acknowledged too, where the failure strategy drops it.
 */
@Singleton
public final class MqttReader implements MessageReader {

    /** {@return whether the guard acknowledges the messages of a channel} */
    static boolean acknowledges(ChannelConfig channel) {
        return Connector.named(channel.connector()) == Connector.MQTT && MqttSession.missing(channel).isEmpty();
    }

    @Override
    public @Nullable String mqttTopic(Message<?> message) {
        ReceivingMqttMessageMetadata metadata = MessageReader.metadata(message, ReceivingMqttMessageMetadata.class);
        return metadata == null ? null : metadata.getTopic();
    }

    @Override
    public @Nullable String place(Message<?> message) {
        String topic = mqttTopic(message);
        return topic == null ? null : "topic " + topic;
    }

    @Override
    public @Nullable UnaryOperator<Message<?>> settlement(ChannelConfig channel) {
        return acknowledges(channel) ? MqttReader::settling : null;
    }

    private static Message<?> settling(Message<?> message) {
        ReceivingMqttMessageMetadata arrived = MessageReader.metadata(message, ReceivingMqttMessageMetadata.class);
        return arrived == null ? message
                : new MessageWrapper<>(message, metadata -> message.ack(metadata).thenRun(() -> acknowledge(arrived)),
                        (reason, metadata) -> message.nack(reason, metadata).thenRun(() -> acknowledge(arrived)));
    }

    private static void acknowledge(ReceivingMqttMessageMetadata arrived) {
        try {
            arrived.getMessage().ack();
        } catch (RuntimeException closed) {
            // Its connection is closed. On the next one, the broker delivers the message again, as a duplicate.
        }
    }
}
