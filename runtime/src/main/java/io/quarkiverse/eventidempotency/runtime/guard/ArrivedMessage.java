package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.ConsumerTurn;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;

/**
 * The message that a method is called for, as far as keys are taken from it. The generated interceptors read it; what is not
 * there, or is not usable as text, is {@code null}.
 */
public interface ArrivedMessage {

    /** What there is where a method is not called for a message: nothing. */
    ArrivedMessage NONE = new ArrivedMessage() {
    };

    /** {@return a header's value; {@code null} when it is absent, empty, longer than 1 KiB or not UTF-8} */
    default @Nullable String header(String name) {
        return null;
    }

    /**
     * The key of a Kafka record.
     *
     * @throws IllegalStateException if it is of a type that has no text of its own, such as an array of bytes
     */
    default @Nullable String kafkaKey() {
        return null;
    }

    /** {@return the topic of an MQTT message; {@code null} when the message is none} */
    default @Nullable String mqttTopic() {
        return null;
    }

    /** {@return an attribute of a CloudEvent: {@code id}, {@code source}, {@code type} or {@code subject}} */
    default @Nullable String cloudEvent(String attribute) {
        return null;
    }

    /** {@return the id that the broker gave the message, else its place in Kafka} */
    default @Nullable String messageId() {
        return null;
    }

    /** {@return the metadata of the message} */
    default Iterable<Object> metadata() {
        return List.of();
    }

    /** {@return where the message comes from, as errors name it; {@code null} when that is not known} */
    default @Nullable String place() {
        return null;
    }

    /** {@return the message's own identity: the first that the configured sources give} */
    default @Nullable String identity() {
        return null;
    }

    /**
     * Makes the message keep its identity when it is sent to a retry topic or a dead-letter queue. Called before a message
     * that is named by its own identity is refused.
     */
    default void keepIdentity() {
    }

    /** {@return its turn in the row of its consumer; {@code null} where no channel has let it in} */
    default @Nullable ConsumerTurn turn() {
        return null;
    }

    /**
     * {@return what names the event, where that was found before its turn came; {@code null} where it was not}
     *
     * @param parameters what the method is called with
     */
    default @Nullable EventIdentity identityOf(Object[] parameters) {
        return null;
    }

    /** The delivery of the message has been decided: it waits for no other one, or no more. Called once or more often. */
    default void decided() {
    }

    /**
     * Leaves the message unsettled, so that its broker delivers it again.
     *
     * @return whether the message is left so when the method now returns without a failure
     */
    default boolean leaveUnsettled() {
        return false;
    }

    /**
     * {@return the message of one element, where this one carries several events: its own record where the broker delivers
     * several at once, else its place in this message}
     */
    default ArrivedMessage element(int index) {
        return NONE;
    }

    /**
     * {@return an argument or the metadata of a batch with some of its elements only; what has no elements is returned as it
     * is}
     *
     * @param chosen the indices of the elements, ascending
     */
    default @Nullable Object select(@Nullable Object argument, int[] chosen) {
        return argument;
    }
}
