package org.acme.kafka;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.quarkiverse.eventidempotency.BatchItemFailures;
import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;

/**
 * Consumers that take batches in each form that Kafka has for them. Each has a channel, a topic and a scope of the same name,
 * and writes down each call.
 */
@ApplicationScoped
public class Batches {

    static final String FAILING = "failing";

    private final Journal journal;

    Batches(Journal journal) {
        this.journal = journal;
    }

    @Incoming("batch-payloads")
    @Idempotent(scope = "batch-payloads")
    Uni<Void> payloads(List<String> events) {
        journal.add("batch-payloads", String.join(",", events));
        return Uni.createFrom().voidItem();
    }

    @Incoming("batch-metadata")
    @Idempotent(scope = "batch-metadata", key = "{kafka.key}")
    CompletionStage<Void> withMetadata(List<String> events, IncomingKafkaRecordBatchMetadata<String, String> metadata) {
        journal.add("batch-metadata", String.join(",", events) + " of " + keys(metadata.getRecords()));
        return Uni.createFrom().voidItem().subscribeAsCompletionStage();
    }

    @Incoming("batch-messages")
    @Idempotent(scope = "batch-messages", key = "{header:order-id}")
    Uni<Void> message(Message<List<String>> batch) {
        journal.add("batch-messages", String.join(",", batch.getPayload()) + " of "
                + keys(batch.getMetadata(IncomingKafkaRecordBatchMetadata.class).orElseThrow().getRecords()));
        Map<Integer, Throwable> failures = failures(batch.getPayload());
        return Uni.createFrom().completionStage(
                () -> failures.isEmpty() ? batch.ack() : batch.nack(new BatchItemFailures(failures)));
    }

    @Incoming("batch-records")
    @Idempotent(scope = "batch-records")
    Uni<Void> records(ConsumerRecords<String, String> events) {
        journal.add("batch-records", keys(events));
        return Uni.createFrom().voidItem();
    }

    /** Each waits for the file that it names. */
    @Incoming("batch-workers")
    @Blocking
    @Idempotent(scope = "batch-workers", key = "{orders[].id}")
    void onWorker(List<Order> orders) throws Exception {
        journal.add("batch-workers", orders.stream().map(Order::id).collect(Collectors.joining(",")));
        for (Order order : orders) {
            while (order.id().startsWith("/") && !Files.exists(Path.of(order.id()))) {
                Thread.sleep(20);
            }
        }
    }

    @Incoming("batch-virtual")
    @RunOnVirtualThread
    @Idempotent(scope = "batch-virtual")
    void onVirtualThread(List<String> events) {
        journal.add("batch-virtual", String.join(",", events));
        Map<Integer, Throwable> failures = failures(events);
        if (!failures.isEmpty()) {
            throw new BatchItemFailures(failures);
        }
    }

    private static Map<Integer, Throwable> failures(List<String> events) {
        Map<Integer, Throwable> failures = new TreeMap<>();
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).startsWith(FAILING)) {
                failures.put(i, new IllegalStateException(events.get(i)));
            }
        }
        return failures;
    }

    private static String keys(ConsumerRecords<?, ?> events) {
        return StreamSupport.stream(events.spliterator(), false).map(ConsumerRecord::key).map(String::valueOf)
                .collect(Collectors.joining(","));
    }
}
