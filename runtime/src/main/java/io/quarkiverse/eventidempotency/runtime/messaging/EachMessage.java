package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.function.UnaryOperator;

import org.eclipse.microprofile.reactive.messaging.Message;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.operators.multi.AbstractMultiOperator;
import io.smallrye.mutiny.operators.multi.MultiOperatorProcessor;
import io.smallrye.mutiny.subscription.MultiSubscriber;

/**
 * Replaces each message of a channel. Mutiny's {@code map} would restore the contexts of its assembly for each of them, which
 * takes longer than all that is done here.
 */
final class EachMessage extends AbstractMultiOperator<Message<?>, Message<?>> {

    private final UnaryOperator<Message<?>> replacement;

    private EachMessage(Multi<? extends Message<?>> messages, UnaryOperator<Message<?>> replacement) {
        super(messages);
        this.replacement = replacement;
    }

    static Multi<Message<?>> of(Multi<? extends Message<?>> messages, UnaryOperator<Message<?>> replacement) {
        return Infrastructure.onMultiCreation(new EachMessage(messages, replacement));
    }

    @Override
    public void subscribe(MultiSubscriber<? super Message<?>> subscriber) {
        upstream.subscribe().withSubscriber(new MultiOperatorProcessor<Message<?>, Message<?>>(subscriber) {
            @Override
            public void onItem(Message<?> message) {
                Message<?> replaced;
                try {
                    replaced = replacement.apply(message);
                } catch (RuntimeException e) {
                    getUpstreamSubscription().cancel();
                    onFailure(e);
                    return;
                }
                super.onItem(replaced);
            }
        });
    }
}
