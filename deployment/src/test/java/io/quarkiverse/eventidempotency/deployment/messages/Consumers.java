package io.quarkiverse.eventidempotency.deployment.messages;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment.Strategy;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.annotations.Blocking;

/** The signatures without an output. All share one scope, as deliveries of the same event to several methods do not. */
@ApplicationScoped
public class Consumers {

    static final String SCOPE = "matrix";

    @Inject
    Journal journal;

    @Incoming("uni")
    @Idempotent(scope = SCOPE)
    Uni<Void> uni(Order order) {
        return journal.take(order).replaceWithVoid();
    }

    @Incoming("stage")
    @Idempotent(scope = SCOPE)
    CompletionStage<Void> stage(Order order) {
        return journal.take(order).replaceWithVoid().subscribeAsCompletionStage();
    }

    @Incoming("worker")
    @Idempotent(scope = SCOPE)
    void worker(Order order) {
        journal.take(order).await().indefinitely();
    }

    @Incoming("blocking-unordered")
    @Blocking(ordered = false)
    @Idempotent(scope = SCOPE)
    void blockingUnordered(Order order) {
        journal.take(order).await().indefinitely();
    }

    @Incoming("blocking-uni")
    @Blocking
    @Idempotent(scope = SCOPE)
    Uni<Void> blockingUni(Order order) {
        return journal.take(order).replaceWithVoid();
    }

    @Incoming("virtual-thread")
    @RunOnVirtualThread
    @Idempotent(scope = SCOPE)
    void virtualThread(Order order) {
        if (!isVirtual(Thread.currentThread())) {
            throw new IllegalStateException("no virtual thread: " + Thread.currentThread());
        }
        journal.take(order).await().indefinitely();
    }

    /** By reflection, for JDK 17. */
    private static boolean isVirtual(Thread thread) {
        try {
            return (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    @Incoming("metadata-uni")
    @Idempotent(scope = SCOPE)
    Uni<Void> metadata(Order order, Trace trace, Optional<Integer> absent) {
        if (!trace.id().equals(order.id()) || absent.isPresent()) {
            throw new IllegalArgumentException(trace + " and " + absent);
        }
        return journal.take(order).replaceWithVoid();
    }

    @Incoming("consumer-record-uni")
    @Idempotent(scope = SCOPE)
    Uni<Void> consumerRecord(ConsumerRecord<String, Order> kafkaRecord) {
        return journal.take(kafkaRecord.value()).replaceWithVoid();
    }

    @Incoming("message-uni")
    @Idempotent(scope = SCOPE)
    Uni<Void> messageUni(Message<Order> message) {
        return journal.take(message).replaceWithVoid();
    }

    @Incoming("message-stage")
    @Idempotent(scope = SCOPE)
    CompletionStage<Void> messageStage(Message<Order> message) {
        return switch (message.getPayload().behaviour()) {
            // As it is written most: the acknowledgement is the result.
            case SUCCEEDS -> journal.take(message.getPayload()).subscribeAsCompletionStage()
                    .thenCompose(receipt -> message.ack());
            default -> journal.take(message).replaceWithVoid().subscribeAsCompletionStage();
        };
    }

    @Incoming("message-blocking-uni")
    @Blocking
    @Idempotent(scope = SCOPE)
    Uni<Void> messageBlockingUni(Message<Order> message) {
        return journal.take(message).replaceWithVoid();
    }

    @Incoming("message-post-processing")
    @Acknowledgment(Strategy.POST_PROCESSING)
    @Idempotent(scope = SCOPE)
    Uni<Void> messagePostProcessing(Message<Order> message) {
        return journal.take(message).replaceWithVoid();
    }

    @Incoming("pre-processing")
    @Acknowledgment(Strategy.PRE_PROCESSING)
    @Idempotent(scope = SCOPE)
    Uni<Void> preProcessing(Order order) {
        return journal.take(order).replaceWithVoid();
    }

    @Incoming("none")
    @Acknowledgment(Strategy.NONE)
    @Idempotent(scope = SCOPE)
    Uni<Void> none(Order order) {
        return journal.take(order).replaceWithVoid();
    }
}
