package org.acme.orders;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

import io.quarkiverse.eventidempotency.BatchItemFailures;
import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.envelope.EventEnvelope;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.ce.IncomingCloudEventMetadata;
import io.smallrye.reactive.messaging.kafka.KafkaRecord;
import io.smallrye.reactive.messaging.kafka.Record;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;

/** A consumer for each signature. */
@ApplicationScoped
public class OrderConsumers {

    // tag::payload[]
    @Incoming("orders-placed")
    @Idempotent(scope = "orders.placed")
    Uni<Void> onPlaced(EventEnvelope<Order> event) {
        return Uni.createFrom().voidItem();
    }
    // end::payload[]

    // tag::worker[]
    @Incoming("orders-paid")
    @Blocking(ordered = false)
    @Idempotent(scope = "orders.paid")
    void onPaid(OrderPlaced event) {
        // waits for databases and the like
    }
    // end::worker[]

    // tag::metadata[]
    @Incoming("orders-shipped")
    @Idempotent(scope = "orders.shipped", key = "{cloudEvent.source}:{cloudEvent.id}")
    CompletionStage<Void> onShipped(Order order, Optional<IncomingCloudEventMetadata<Order>> event) {
        return Uni.createFrom().voidItem().subscribeAsCompletionStage();
    }
    // end::metadata[]

    // tag::message[]
    @Incoming("orders-returned")
    @Idempotent(scope = "orders.returned", key = "{message.payload.id}")
    Uni<Void> onReturned(Message<Order> message) {
        return refund(message.getPayload())
                .onItem().transformToUni(done -> Uni.createFrom().completionStage(message.ack()));
    }
    // end::message[]

    // tag::kafka[]
    @Incoming("orders-changed")
    @Idempotent(scope = "orders.changed", key = "{order.key}:{order.timestamp}")
    Uni<Void> onChanged(KafkaRecord<String, Order> order) {
        return refund(order.getPayload()).onItem().transformToUni(done -> Uni.createFrom().completionStage(order.ack()));
    }

    @Incoming("orders-closed")
    @Idempotent(scope = "orders.closed", key = "{closed.key}:{closed.value.id}")
    Uni<Void> onClosed(ConsumerRecord<String, Order> closed) {
        return Uni.createFrom().voidItem();
    }
    // end::kafka[]

    // tag::processor[]
    @Incoming("orders-packed")
    @Outgoing("labels")
    @Idempotent(scope = "orders.packed")
    Uni<Record<UUID, Label>> label(Order order) {
        return Uni.createFrom().item(Record.of(order.id(), new Label(order.id())));
    }
    // end::processor[]

    // tag::mqtt[]
    @Incoming("orders-measured")
    @Idempotent(scope = "orders.measured", key = "{mqtt.topic}:{order.id}")
    Uni<Void> onMeasured(Order order) {
        return Uni.createFrom().voidItem();
    }
    // end::mqtt[]

    // tag::header[]
    @Incoming("orders-audited")
    @Idempotent(scope = "orders.audited", key = "{header:x-request-id}", onMissingKey = OnMissingKey.PROCEED)
    Uni<Void> onAudited(Order order) {
        return Uni.createFrom().voidItem();
    }
    // end::header[]

    // tag::identity[]
    @Incoming("orders-logged")
    @Idempotent(scope = "orders.logged")
    Uni<Void> onLogged(String line) {
        return Uni.createFrom().voidItem();
    }
    // end::identity[]

    // tag::batch[]
    @Incoming("orders-imported")
    @Idempotent(scope = "orders.imported", key = "{orders[].id}")
    Uni<Void> onImported(List<Order> orders, IncomingKafkaRecordBatchMetadata<String, Order> metadata) {
        Map<Integer, Throwable> failures = new HashMap<>();
        for (int i = 0; i < orders.size(); i++) {
            if (orders.get(i).quantity() < 1) {
                failures.put(i, new IllegalArgumentException("The quantity has to be at least 1"));
            }
        }
        return failures.isEmpty() ? Uni.createFrom().voidItem()
                : Uni.createFrom().failure(new BatchItemFailures(failures));
    }
    // end::batch[]

    private static Uni<Void> refund(Order order) {
        return Uni.createFrom().voidItem();
    }

    /** What a processor makes of an order. */
    public record Label(UUID orderId) {
    }
}
