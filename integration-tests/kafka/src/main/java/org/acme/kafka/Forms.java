package org.acme.kafka;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.Record;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;

/**
 * Consumers that take records in each form that Kafka has for them. Each has a channel, a topic and a scope of the same name.
 */
@ApplicationScoped
public class Forms {

    static final String FAILING = "failing";

    private final Journal journal;

    Forms(Journal journal) {
        this.journal = journal;
    }

    @Incoming("kafka-records")
    @Idempotent(scope = "kafka-records", key = "{event.key}")
    Uni<Void> kafkaRecord(KafkaRecord<String, String> event) {
        journal.add("kafka-records", event.getPayload());
        return Uni.createFrom().completionStage(() -> event.getPayload().equals(FAILING)
                ? event.nack(new IllegalStateException(FAILING))
                : event.ack());
    }

    @Incoming("consumer-records")
    @Idempotent(scope = "consumer-records", key = "{event.key}:{event.value}")
    Uni<Void> consumerRecord(ConsumerRecord<String, String> event) {
        journal.add("consumer-records", event.value());
        return Uni.createFrom().voidItem();
    }

    @Incoming("long-keys")
    @Idempotent(scope = "long-keys", key = "{kafka.key}")
    Uni<Void> withMetadata(String payload, IncomingKafkaRecordMetadata<Long, String> metadata) {
        journal.add("long-keys", payload + metadata.getKey());
        return Uni.createFrom().voidItem();
    }

    @Incoming("headers")
    @Blocking
    @Idempotent(scope = "headers", key = "{header:order-id}", onMissingKey = OnMissingKey.PROCEED)
    void header(String payload) {
        journal.add("headers", payload);
    }

    @Incoming("ids")
    @Idempotent(scope = "ids", key = "{messageId}")
    Uni<Void> messageId(String payload) {
        journal.add("ids", payload);
        return Uni.createFrom().voidItem();
    }

    @Incoming("cloud-events")
    @Idempotent(scope = "cloud-events")
    Uni<Void> cloudEvent(String payload) {
        journal.add("cloud-events", payload);
        return Uni.createFrom().voidItem();
    }

    @Incoming("pairs")
    @Outgoing("pairs-out")
    @Idempotent(scope = "pairs", key = "{payload}")
    Uni<Record<String, String>> pair(String payload) {
        journal.add("pairs", payload);
        return Uni.createFrom().item(Record.of("key-of-" + payload, "run-" + System.nanoTime()));
    }

    @Incoming("messages")
    @Outgoing("messages-out")
    @Idempotent(scope = "messages", key = "{event.payload}")
    Uni<Message<String>> message(Message<String> event) {
        journal.add("messages", event.getPayload());
        return Uni.createFrom().item(event.withPayload("run-" + System.nanoTime()));
    }

    @Incoming("bypassing")
    @Idempotent(scope = "bypassing", key = "{kafka.key}")
    Uni<Void> bypassing(String payload) {
        journal.add("bypassing", payload);
        return Uni.createFrom().voidItem();
    }
}
