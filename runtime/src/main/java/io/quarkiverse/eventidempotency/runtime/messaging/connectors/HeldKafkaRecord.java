package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.time.Instant;
import java.util.concurrent.CompletionStage;

import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

import io.smallrye.reactive.messaging.kafka.KafkaRecord;

/**
 * A Kafka record that is settled as another message is.
 *
 * @param <K> the key's type
 * @param <T> the payload's type
 */
final class HeldKafkaRecord<K, T> extends MessageWrapper<T> implements KafkaRecord<K, T> {

    private final KafkaRecord<K, T> kafkaRecord;

    HeldKafkaRecord(KafkaRecord<K, T> kafkaRecord, Message<T> held) {
        super(held);
        this.kafkaRecord = kafkaRecord;
    }

    @Override
    protected CompletionStage<@Nullable Void> acknowledge(@Nullable Metadata metadata) {
        return ack(message, metadata);
    }

    @Override
    protected CompletionStage<@Nullable Void> reject(Throwable reason, @Nullable Metadata metadata) {
        return nack(message, reason, metadata);
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
