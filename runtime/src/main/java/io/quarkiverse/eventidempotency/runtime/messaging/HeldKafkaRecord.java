package io.quarkiverse.eventidempotency.runtime.messaging;

import java.time.Instant;

import org.apache.kafka.common.header.Headers;

import io.smallrye.reactive.messaging.kafka.KafkaRecord;

/**
 * As {@link HeldMessage}, for methods that take a {@code KafkaRecord}.
 *
 * @param <K> the key's type
 * @param <T> the payload's type
 */
final class HeldKafkaRecord<K, T> extends HeldMessage<T> implements KafkaRecord<K, T> {

    private final KafkaRecord<K, T> message;

    HeldKafkaRecord(KafkaRecord<K, T> message, MessageSettlement settlement) {
        super(message, settlement);
        this.message = message;
    }

    @Override
    public K getKey() {
        return message.getKey();
    }

    @Override
    public String getTopic() {
        return message.getTopic();
    }

    @Override
    public int getPartition() {
        return message.getPartition();
    }

    @Override
    public Instant getTimestamp() {
        return message.getTimestamp();
    }

    @Override
    public Headers getHeaders() {
        return message.getHeaders();
    }
}
