package io.quarkiverse.eventidempotency.runtime.messaging;

import io.quarkiverse.eventidempotency.runtime.engine.RunningBody;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.AbstractMultiOperator;
import io.smallrye.mutiny.operators.multi.MultiOperatorProcessor;
import io.smallrye.mutiny.subscription.MultiSubscriber;

/**
 * Where messages come into a channel. A body that sends one calls its consumers on its own thread, and is not the body that
 * they are called from: neither do they hold its key, nor does it wait for them.
 *
 * @param <T> what the channel carries
 */
final class ChannelEntry<T> extends AbstractMultiOperator<T, T> {

    ChannelEntry(Multi<T> messages) {
        super(messages);
    }

    @Override
    public void subscribe(MultiSubscriber<? super T> downstream) {
        upstream.subscribe(new MultiOperatorProcessor<T, T>(downstream) {

            @Override
            public void onItem(T message) {
                RunningBody sender = RunningBody.enter(null);
                try {
                    super.onItem(message);
                } finally {
                    RunningBody.enter(sender);
                }
            }
        });
    }
}
