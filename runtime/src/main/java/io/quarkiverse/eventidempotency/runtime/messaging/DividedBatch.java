package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.BatchItemFailures;
import io.quarkiverse.eventidempotency.runtime.messaging.connectors.MessageWrapper;

/**
 * A broker's batch that is rejected by its elements: those that failed go to the connector's failure strategy, and the others
 * are acknowledged after that. An acknowledgement of the batch commits its last offsets, and so must come last.
 */
final class DividedBatch {

    private DividedBatch() {
    }

    /** @param elements the messages that the broker has delivered as one */
    static <T> Message<T> of(Message<T> batch, List<Message<?>> elements) {
        return new MessageWrapper<>(batch, batch::ack, (reason, metadata) -> reason instanceof BatchItemFailures failed
                ? reject(batch, elements, failed, metadata)
                : batch.nack(reason, metadata));
    }

    /** One after another, as the connector rejects a whole batch. A strategy that stops the channel stops here. */
    private static CompletionStage<@Nullable Void> reject(Message<?> batch, List<Message<?>> elements,
            BatchItemFailures failed, Metadata metadata) {
        CompletionStage<@Nullable Void> rejected = CompletableFuture.completedFuture(null);
        for (Map.Entry<Integer, Throwable> failure : failed.failures().entrySet()) {
            rejected = rejected
                    .thenCompose(done -> elements.get(failure.getKey()).nack(failure.getValue(), metadata));
        }
        return rejected.thenCompose(done -> batch.ack(metadata));
    }
}
