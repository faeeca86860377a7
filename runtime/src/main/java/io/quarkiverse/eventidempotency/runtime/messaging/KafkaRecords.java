package io.quarkiverse.eventidempotency.runtime.messaging;

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
     * @param settlement what settles it
     * @throws IllegalArgumentException if it is none, since something between Kafka and the method has replaced it
     */
    public static Message<?> hold(Message<?> message, MessageSettlement settlement) {
        if (message instanceof KafkaRecord<?, ?> kafkaRecord) {
            return new HeldKafkaRecord<>(kafkaRecord, settlement);
        }
        throw new IllegalArgumentException("The method takes a KafkaRecord, and the message that arrived is a "
                + message.getClass().getName() + ": something between Kafka and the method has replaced it. Take a Message, and"
                + " its IncomingKafkaRecordMetadata.");
    }
}
