package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import java.time.Instant;

import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.smallrye.reactive.messaging.kafka.KafkaRecord;

/** A Kafka record that is settled as another message is. */
public final class HeldKafkaRecord<K, T> extends MessageWrapper<T> implements KafkaRecord<K, T> {

    private final KafkaRecord<K, T> kafkaRecord;

    private HeldKafkaRecord(KafkaRecord<K, T> kafkaRecord, Message<T> held) {
        super(held, held.getAckWithMetadata(), held.getNackWithMetadata());
        this.kafkaRecord = kafkaRecord;
    }

    /**
     * {@return the record as a method that takes records gets it. Called by generated interceptors.}
     *
     * @throws IllegalArgumentException if it is none, since something between Kafka and the method has replaced it
     */
    @SuppressWarnings({ "unchecked", "rawtypes" }) // the payload is that of the record
    public static Message<?> hold(Message<?> message, Message<?> held) {
        if (message instanceof KafkaRecord<?, ?> kafkaRecord) {
            return new HeldKafkaRecord(kafkaRecord, held);
        }
        throw new IllegalArgumentException("The method takes a KafkaRecord, and the message that arrived is a "
                + message.getClass().getName() + ": something between Kafka and the method has replaced it. Take a Message, and"
                + " its IncomingKafkaRecordMetadata.");
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
