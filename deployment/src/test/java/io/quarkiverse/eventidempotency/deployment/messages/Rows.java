package io.quarkiverse.eventidempotency.deployment.messages;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.enterprise.context.ApplicationScoped;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;

/** Consumers that handle one message after another, each in a scope of its own. */
@ApplicationScoped
public class Rows {

    /** The consumers, by channel and scope. */
    static final List<String> ALL = List.of("row.uni", "row.stage", "row.worker", "row.blocking-uni", "row.message",
            "row.record");

    /** The ids of the orders, as their bodies began. */
    private final List<String> begun = new CopyOnWriteArrayList<>();
    /** The ids in both orders: of bodies that began, and, with a minus in front, of messages that were settled. */
    private final List<String> journal = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Void> gate = new CompletableFuture<>();

    List<String> begun() {
        return begun;
    }

    List<String> journal() {
        return journal;
    }

    void settled(String id) {
        journal.add('-' + id);
    }

    void letThemGoOn() {
        CompletableFuture<Void> opened = gate;
        gate = new CompletableFuture<>();
        opened.complete(null);
    }

    private Uni<Void> take(Order order) {
        begun.add(order.id());
        journal.add(order.id());
        return switch (order.behaviour()) {
            case WAITS -> Uni.createFrom().completionStage(gate);
            case FAILS -> Uni.createFrom().failure(new IllegalArgumentException(order.id()));
            default -> Uni.createFrom().voidItem();
        };
    }

    @Incoming("row.uni")
    @Idempotent(scope = "row.uni")
    Uni<Void> uni(Order order) {
        return take(order);
    }

    @Incoming("row.stage")
    @Idempotent(scope = "row.stage")
    CompletionStage<Void> stage(Order order) {
        return take(order).subscribeAsCompletionStage();
    }

    @Incoming("row.worker")
    @Idempotent(scope = "row.worker")
    void worker(Order order) {
        take(order).await().indefinitely();
    }

    @Incoming("row.blocking-uni")
    @Blocking
    @Idempotent(scope = "row.blocking-uni")
    Uni<Void> blockingUni(Order order) {
        return take(order);
    }

    @Incoming("row.message")
    @Idempotent(scope = "row.message")
    Uni<Void> message(Message<Order> message) {
        return take(message.getPayload()).call(() -> Uni.createFrom().completionStage(message.ack()));
    }

    @Incoming("row.record")
    @Idempotent(scope = "row.record")
    Uni<Void> kafkaRecord(ConsumerRecord<String, Order> kafkaRecord) {
        return take(kafkaRecord.value());
    }

    /** Claims ahead, and waits for each completion. */
    @Incoming("row.one-by-one")
    @Idempotent(scope = "row.one-by-one")
    Uni<Void> oneByOne(Order order) {
        return take(order);
    }

    /** Claims nothing ahead, and waits for each completion. */
    @Incoming("row.off")
    @Idempotent(scope = "row.off")
    Uni<Void> off(Order order) {
        return take(order);
    }

    /** Completes an order as another process would. */
    @Idempotent(scope = "row.uni", key = "{order.id}")
    Uni<Void> elsewhere(Order order, CompletableFuture<Void> end) {
        return Uni.createFrom().completionStage(end).invoke(() -> begun.add(order.id() + " elsewhere"));
    }

}
