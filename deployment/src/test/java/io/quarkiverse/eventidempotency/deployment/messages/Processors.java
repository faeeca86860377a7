package io.quarkiverse.eventidempotency.deployment.messages;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;

import io.quarkiverse.eventidempotency.Idempotent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.annotations.Blocking;

/** The signatures with an output, and a method that is in nobody's channel. */
@ApplicationScoped
public class Processors {

    @Inject
    Journal journal;

    /** Another delivery of the same event, which ends when the test says so. */
    @Idempotent(scope = Consumers.SCOPE, key = "{id}")
    Uni<Receipt> elsewhere(String id, CompletableFuture<Receipt> result) {
        return Uni.createFrom().completionStage(result);
    }

    @Incoming("uni-result")
    @Outgoing("uni-result-out")
    @Idempotent(scope = Consumers.SCOPE)
    Uni<Receipt> uni(Order order) {
        return journal.take(order);
    }

    @Incoming("stage-result")
    @Outgoing("stage-result-out")
    @Idempotent(scope = Consumers.SCOPE)
    CompletionStage<Receipt> stage(Order order) {
        return journal.take(order).subscribeAsCompletionStage();
    }

    @Incoming("worker-result")
    @Outgoing("worker-result-out")
    @Idempotent(scope = Consumers.SCOPE)
    Receipt worker(Order order) {
        return journal.take(order).await().indefinitely();
    }

    @Incoming("blocking-result")
    @Outgoing("blocking-result-out")
    @Blocking
    @Idempotent(scope = Consumers.SCOPE)
    Receipt blocking(Order order) {
        return journal.take(order).await().indefinitely();
    }

    @Incoming("uni-message")
    @Outgoing("uni-message-out")
    @Idempotent(scope = Consumers.SCOPE)
    Uni<Message<Receipt>> uniMessage(Order order) {
        return journal.take(order).map(Message::of);
    }

    @Incoming("message-uni-message")
    @Outgoing("message-uni-message-out")
    @Idempotent(scope = Consumers.SCOPE)
    Uni<Message<Receipt>> messageUniMessage(Message<Order> message) {
        return journal.transform(message);
    }

    @Incoming("message-blocking-message")
    @Outgoing("message-blocking-message-out")
    @Blocking
    @Idempotent(scope = Consumers.SCOPE)
    Message<Receipt> messageBlockingMessage(Message<Order> message) {
        return journal.transform(message).await().indefinitely();
    }

    @Incoming("message-uni-result")
    @Outgoing("message-uni-result-out")
    @Idempotent(scope = Consumers.SCOPE)
    Uni<Receipt> messageUniResult(Message<Order> message) {
        return journal.take(message);
    }
}
