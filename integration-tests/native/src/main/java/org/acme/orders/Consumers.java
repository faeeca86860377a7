package org.acme.orders;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

import io.quarkiverse.eventidempotency.IdempotencyKey;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.ce.IncomingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.Record;

/** A consumer for each signature and for each source of a key that is a message. Channel, topic and scope have one name. */
@ApplicationScoped
public class Consumers {

    @Inject
    Runs runs;

    private Uni<Void> run(String name) {
        runs.next(name);
        return Uni.createFrom().voidItem();
    }

    @Incoming("kafka-envelope")
    @Idempotent(scope = "kafka-envelope")
    Uni<Void> envelope(EventEnvelope<Item> event) {
        return run("kafka-envelope");
    }

    @Incoming("kafka-payload")
    @Idempotent(scope = "kafka-payload")
    CompletionStage<Void> payload(Letter letter) {
        return run("kafka-payload").subscribeAsCompletionStage();
    }

    @Incoming("kafka-worker")
    @Blocking
    @Idempotent(scope = "kafka-worker", key = "{header:order-id}")
    void worker(String payload) {
        runs.next("kafka-worker");
    }

    @Incoming("kafka-virtual")
    @RunOnVirtualThread
    @Idempotent(scope = "kafka-virtual", key = "{kafka.key}")
    void virtual(String payload) {
        runs.next("kafka-virtual");
    }

    @Incoming("kafka-identity")
    @Idempotent(scope = "kafka-identity")
    Uni<Void> identity(String payload) {
        return run("kafka-identity");
    }

    @Incoming("kafka-place")
    @Idempotent(scope = "kafka-place", key = "{messageId}")
    Uni<Void> place(String payload) {
        return run("kafka-place");
    }

    @Incoming("kafka-cloud-event")
    @Idempotent(scope = "kafka-cloud-event", key = "{cloudEvent.source}:{cloudEvent.id}")
    Uni<Void> cloudEvent(String payload, Optional<IncomingCloudEventMetadata<String>> event) {
        return run("kafka-cloud-event");
    }

    @Incoming("kafka-message")
    @Idempotent(scope = "kafka-message", key = "{message.payload}")
    Uni<Void> message(Message<String> message) {
        return run("kafka-message").chain(() -> Uni.createFrom().completionStage(message.ack()));
    }

    @Incoming("kafka-kafka-record")
    @Idempotent(scope = "kafka-kafka-record", key = "{record.key}")
    Uni<Void> kafkaRecord(KafkaRecord<String, String> record) {
        return run("kafka-kafka-record").chain(() -> Uni.createFrom().completionStage(record.ack()));
    }

    @Incoming("kafka-consumer-record")
    @Idempotent(scope = "kafka-consumer-record", key = "{record.key}:{record.value.id}")
    Uni<Void> consumerRecord(ConsumerRecord<String, Item> record) {
        return run("kafka-consumer-record");
    }

    @Incoming("kafka-processor")
    @Outgoing("processed")
    @Idempotent(scope = "kafka-processor", key = "{payload}")
    Uni<String> processor(String payload) {
        return Uni.createFrom().item(() -> "run " + runs.next("kafka-processor"));
    }

    @Incoming("kafka-record-processor")
    @Outgoing("processed-records")
    @Idempotent(scope = "kafka-record-processor", key = "{payload}")
    Uni<Record<String, Item>> recordProcessor(String payload) {
        return Uni.createFrom().item(() -> Record.of(payload, new Item("run " + runs.next("kafka-record-processor"))));
    }

    @Incoming("kafka-message-processor")
    @Outgoing("processed-messages")
    @Idempotent(scope = "kafka-message-processor", key = "{message.payload}")
    Uni<Message<Item>> messageProcessor(Message<String> message) {
        return Uni.createFrom()
                .item(() -> message.withPayload(new Item("run " + runs.next("kafka-message-processor"))));
    }

    /** A payload that no other handler takes or returns. */
    public record Letter(@IdempotencyKey String id, Stamp stamp) {
    }

    public record Stamp(int cents) {
    }

    /** A payload that arrives as JSON. */
    public record Item(String id) {
    }
}
