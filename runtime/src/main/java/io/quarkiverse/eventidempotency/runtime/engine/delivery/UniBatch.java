package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.List;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;

/**
 * A batch whose body returns a {@code Uni}. On a thread that may be blocked the body is called on that very thread when the
 * first answers allow it; the thread is left while the body runs and while elements wait for other owners.
 *
 * @param <T> the type of an element's result
 */
final class UniBatch<T extends @Nullable Object> extends Batch<T> implements UniSubscription {

    private final BatchBody<? extends Uni<? extends @Nullable List<? extends T>>> body;
    private final Caller caller;
    private final UniSubscriber<? super List<T>> downstream;
    private @Nullable Outcome outcome;
    private volatile @Nullable UniSubscription running;
    private volatile boolean cancelled;

    UniBatch(Handler<T> handler, BatchEvents events, BatchBody<? extends Uni<? extends @Nullable List<? extends T>>> body,
            Caller caller, @Nullable OuterWork outer, @Nullable RunningBody enclosing,
            UniSubscriber<? super List<T>> downstream) {
        super(handler, events, outer, enclosing);
        this.body = body;
        this.caller = caller;
        this.downstream = downstream;
    }

    void subscribed() {
        downstream.onSubscribe(this);
        if (cancelled) {
            return;
        }
        start();
        steps.takeAll();
        if (!caller.mayBlock()) {
            steps.leaveTo(caller);
            return;
        }
        boolean interrupted = false;
        while (awaitsStore() && !cancelled) {
            steps.await();
            interrupted |= Thread.interrupted(); // the store replies, or the elements wait, and the thread leaves
            steps.takeAll();
        }
        steps.leaveTo(caller.worker());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    void callBody(int[] chosen, RunningBody current) {
        RunningBody before = RunningBody.enter(current);
        Outcome awaited = new Outcome();
        outcome = awaited;
        try {
            Uni<? extends @Nullable List<? extends T>> uni = body.call(chosen);
            if (uni == null) {
                throw new NullPointerException("The guarded method returned null where a Uni or CompletionStage was expected ["
                        + handler.engine().named(handler.policy().scope(), null) + "]");
            }
            AbstractUni.subscribe(uni, awaited);
        } catch (Throwable failure) {
            outcome = null;
            bodyFailed(failure);
        } finally {
            RunningBody.enter(before);
        }
    }

    /** Receives the outcome of one call of the body, on any thread. */
    private final class Outcome implements UniSubscriber<@Nullable List<? extends T>> {

        @Override
        public Context context() {
            return downstream.context();
        }

        @Override
        public void onSubscribe(UniSubscription subscription) {
            running = subscription;
            if (cancelled) {
                subscription.cancel();
            }
        }

        @Override
        public void onItem(@Nullable List<? extends T> items) {
            steps.execute(() -> {
                if (isAwaited()) {
                    bodyEnded(items);
                }
            });
        }

        @Override
        public void onFailure(Throwable failure) {
            steps.execute(() -> {
                if (isAwaited()) {
                    bodyFailed(failure);
                }
            });
        }

        /** One outcome counts for each call. */
        private boolean isAwaited() {
            boolean awaited = outcome == this;
            if (awaited) {
                outcome = null;
            }
            return awaited;
        }
    }

    @Override
    @Nullable
    Throwable refusal() {
        return cancelled ? withoutBody() : super.refusal();
    }

    private static CancellationException withoutBody() {
        return new CancellationException("The batch was cancelled before its body began");
    }

    @Override
    boolean mayWait() {
        return true;
    }

    @Override
    boolean leavesUnsettled() {
        return handler.policy().patient();
    }

    @Override
    void tell(List<T> all) {
        if (cancelled) {
            return;
        }
        RunningBody before = RunningBody.enter(enclosing);
        try {
            downstream.onItem(all);
        } finally {
            RunningBody.enter(before);
        }
    }

    @Override
    void tellFailure(Throwable failure) {
        if (cancelled) {
            return;
        }
        RunningBody before = RunningBody.enter(enclosing);
        try {
            downstream.onFailure(failure);
        } finally {
            RunningBody.enter(before);
        }
    }

    @Override
    void tellStopped(DeliveryStopped reason) {
        // its subscriber is not notified
    }

    @Override
    public void cancel() {
        cancelled = true;
        UniSubscription subscription = running;
        if (subscription != null) {
            subscription.cancel();
        }
        steps.execute(this::cancelElements);
    }

    private void cancelElements() {
        giveUp(withoutBody());
        running().forEach(BatchElement::cancelled);
        waiting().forEach(BatchElement::cancelled);
    }
}
