package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

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
    public Supplier<CompletionStage<Void>> getAck() {
        return message.getAck();
    }

    @Override
    public Function<Metadata, CompletionStage<Void>> getAckWithMetadata() {
        return message.getAckWithMetadata();
    }

    @Override
    public Function<Throwable, CompletionStage<Void>> getNack() {
        return message.getNack();
    }

    @Override
    public BiFunction<Throwable, Metadata, CompletionStage<Void>> getNackWithMetadata() {
        return message.getNackWithMetadata();
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
