package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of one connector, with the classes of that connector. A message of another connector contains nothing
 * for it.
 */
public interface MessageReader {

    /** {@return what a connector tells of a message; {@code null} for a message of another connector} */
    static <M> @Nullable M metadata(Message<?> message, Class<M> type) {
        return message.getMetadata().get(type).orElse(null);
    }

    /** {@return the value of a header as it arrived; {@code null} when there is none} */
    default @Nullable Object header(Message<?> message, String name) {
        return null;
    }

    /** {@return the id that the broker gave the message; {@code null} when it has none} */
    default @Nullable String messageId(Message<?> message) {
        return null;
    }

    /** {@return the place of a Kafka record in one of the clusters; {@code null} when the message is none} */
    default @Nullable String kafkaRecord(Message<?> message, KafkaClusters clusters) {
        return null;
    }

    /** {@return the place of a message as errors name it; {@code null} when its broker has no such place} */
    default @Nullable String place(Message<?> message) {
        return null;
    }

    /** {@return the key of a Kafka record; {@code null} when there is none} */
    default @Nullable String kafkaKey(Message<?> message) {
        return null;
    }

    /** {@return the topic of an MQTT message; {@code null} when the message is none} */
    default @Nullable String mqttTopic(Message<?> message) {
        return null;
    }

    /**
     * {@return a function that replaces each message of a channel by one whose settlement reaches the broker; {@code null}
     * where
     * the connector settles messages itself}
     */
    default @Nullable UnaryOperator<Message<?>> settlement(ChannelConfig channel) {
        return null;
    }

    /**
     * {@return the messages that the broker has delivered as this one, in the order of its payload; {@code null} when it has
     * delivered this one alone}
     */
    default @Nullable List<Message<?>> elements(Message<?> message) {
        return null;
    }

    /**
     * {@return the metadata of such a message with some of its elements only; {@code null} where it describes no elements}
     *
     * @param chosen the indices of the elements, ascending
     */
    default @Nullable Object select(Object metadata, int[] chosen) {
        return null;
    }

    /**
     * {@return what gives a message of a broker back to it when its delivery fails for a reason that is not its own, with the
     * reason and the metadata of the rejection; {@code null} where the connector's failure strategy sees to that}
     */
    default @Nullable BiFunction<Throwable, Metadata, CompletionStage<@Nullable Void>> requeue(Message<?> message) {
        return null;
    }

    /** Makes the message keep its identity when it is sent elsewhere. */
    default void keepIdentity(Message<?> message, KafkaClusters clusters) {
    }
}
