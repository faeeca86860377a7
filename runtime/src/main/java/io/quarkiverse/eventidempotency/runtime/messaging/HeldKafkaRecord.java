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

    private final KafkaRecord<K, T> kafkaRecord;

    HeldKafkaRecord(KafkaRecord<K, T> kafkaRecord, MessageSettlement settlement) {
        super(kafkaRecord, settlement);
        this.kafkaRecord = kafkaRecord;
    }

    @Override
    public K getKey() {
        return kafkaRecord.getKey();
    }

    @Override
    public String getTopic() {
        return kafkaRecord.getTopic();
    }

    @Override
    public int getPartition() {
        return kafkaRecord.getPartition();
    }

    @Override
    public Instant getTimestamp() {
        return kafkaRecord.getTimestamp();
    }

    @Override
    public Headers getHeaders() {
        return kafkaRecord.getHeaders();
    }
}
