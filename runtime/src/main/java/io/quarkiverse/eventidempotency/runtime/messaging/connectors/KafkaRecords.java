package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import org.eclipse.microprofile.reactive.messaging.Message;

import io.smallrye.reactive.messaging.kafka.KafkaRecord;

/** Hands Kafka records to the methods that take them as such. Called by generated interceptors. */
public final class KafkaRecords {

    private KafkaRecords() {
    }

    /**
     * {@return the record as the method gets it}
     *
     * @param message the record as it arrived
     * @param held the same, as it is settled
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
}
