package org.acme.orders;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;

/** A consumer for each kind of batch. Each element is counted. */
@ApplicationScoped
public class BatchConsumers {

    @Inject
    Runs runs;

    @Incoming("kafka-batch")
    @Idempotent(scope = "kafka-batch", key = "{items[].id}")
    Uni<Void> payloads(List<Consumers.Item> items) {
        items.forEach(item -> runs.next("kafka-batch"));
        return Uni.createFrom().voidItem();
    }

    @Incoming("kafka-batch-message")
    @Idempotent(scope = "kafka-batch-message", key = "{kafka.key}")
    Uni<Void> message(Message<List<String>> batch) {
        batch.getPayload().forEach(payload -> runs.next("kafka-batch-message"));
        return Uni.createFrom().completionStage(batch.ack());
    }

    @Incoming("kafka-batch-records")
    @Idempotent(scope = "kafka-batch-records", key = "{records[].key}")
    Uni<Void> records(ConsumerRecords<String, String> records) {
        records.forEach(record -> runs.next("kafka-batch-records"));
        return Uni.createFrom().voidItem();
    }
}
