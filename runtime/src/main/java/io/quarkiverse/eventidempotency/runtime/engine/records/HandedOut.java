package io.quarkiverse.eventidempotency.runtime.engine.records;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.CallerSource;
import io.quarkiverse.eventidempotency.runtime.engine.StoreReply;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;

/**
 * Steps of the store that are taken at once, and whose replies are handed out together where the caller expects them. The
 * first failure is that of all.
 *
 * @param <R> the type of a reply
 */
final class HandedOut<R> extends AbstractUni<List<R>> {

    private final Supplier<List<Uni<R>>> steps;
    private final CallerSource callers;

    private HandedOut(Supplier<List<Uni<R>>> steps, CallerSource callers) {
        this.steps = steps;
        this.callers = callers;
    }

    /** {@return the replies of several steps, in the order of the steps} */
    static <R> Uni<List<R>> replies(Supplier<List<Uni<R>>> steps, CallerSource callers) {
        return new HandedOut<>(steps, callers);
    }

    /** {@return the reply of one step} */
    static <R> Uni<R> reply(Supplier<Uni<R>> step, CallerSource callers) {
        return new HandedOut<>(() -> List.of(step.get()), callers).map(replies -> replies.get(0));
    }

    @Override
    public void subscribe(UniSubscriber<? super List<R>> subscriber) {
        new Replies<>(subscriber, callers.current()).of(steps);
    }

    private static final class Replies<R> implements UniSubscription {

        private final UniSubscriber<? super List<R>> subscriber;
        private final Caller caller;
        private final AtomicBoolean over = new AtomicBoolean();

        Replies(UniSubscriber<? super List<R>> subscriber, Caller caller) {
            this.subscriber = subscriber;
            this.caller = caller;
        }

        @SuppressWarnings("unchecked") // an array of them cannot be made
        void of(Supplier<List<Uni<R>>> source) {
            subscriber.onSubscribe(this);
            List<Uni<R>> steps;
            try {
                steps = source.get();
            } catch (RuntimeException e) {
                failed(e);
                return;
            }
            R[] replies = (R[]) new Object[steps.size()];
            if (replies.length == 0) {
                replied(replies);
            }
            AtomicInteger open = new AtomicInteger(replies.length);
            for (int i = 0; i < replies.length && !over.get(); i++) {
                new Reply(replies, i, open).of(steps.get(i));
            }
        }

        private void replied(R[] replies) {
            if (!over.get()) {
                caller.execute(() -> {
                    if (over.compareAndSet(false, true)) {
                        subscriber.onItem(Arrays.asList(replies));
                    }
                });
            }
        }

        private void failed(Throwable failure) {
            if (!over.get()) {
                caller.execute(() -> {
                    if (over.compareAndSet(false, true)) {
                        subscriber.onFailure(failure);
                    }
                });
            }
        }

        @Override
        public void cancel() {
            over.set(true); // the steps were sent, and are not stopped by it
        }

        private final class Reply extends StoreReply<R> {

            private final R[] replies;
            private final int at;
            private final AtomicInteger open;

            Reply(R[] replies, int at, AtomicInteger open) {
                this.replies = replies;
                this.at = at;
                this.open = open;
            }

            @Override
            public void onReply(R reply) {
                replies[at] = reply;
                if (open.decrementAndGet() == 0) {
                    replied(replies);
                }
            }

            @Override
            public void onNoReply(Throwable failure) {
                failed(failure);
            }
        }
    }
}
