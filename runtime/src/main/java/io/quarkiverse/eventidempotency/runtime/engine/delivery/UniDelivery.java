package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.concurrent.Executor;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.smallrye.mutiny.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;

/**
 * A delivery to a body that returns a {@code Uni}. It is the downstream's subscription and the body's subscriber in one, to
 * spare each event the operators in between.
 * <p>
 * On a thread that may be blocked the body is called on that very thread when the first answer allows it. A delivery that has
 * to wait leaves the thread to others, of which one may be the body that it waits for, and continues on a worker.
 *
 * @param <T> the result's type
 */
final class UniDelivery<T extends @Nullable Object> extends BodyDelivery<T, Uni<T>>
        implements UniSubscription, UniSubscriber<T> {

    private final Supplier<Caller> callers;
    private final Caller caller;
    private final Supplier<@Nullable OuterWork> works;
    private final UniSubscriber<? super T> downstream;
    private volatile @Nullable UniSubscription running;

    UniDelivery(Handler<T> handler, EventIdentity event, GuardedBody<Uni<T>> body, Supplier<Caller> callers,
            Supplier<@Nullable OuterWork> works, @Nullable ConsumerTurn turn, @Nullable RunningBody enclosing,
            UniSubscriber<? super T> downstream) {
        super(handler, event, body, turn, enclosing);
        this.callers = callers;
        this.caller = callers.get();
        this.works = works;
        this.downstream = downstream;
    }

    void subscribed() {
        downstream.onSubscribe(this);
        if (is(State.CANCELLED)) {
            return;
        }
        if (!caller.mayBlock()) {
            goesTo(caller);
            start();
            return;
        }
        awaitedHere();
        start();
        if (!is(State.CLAIMING)) {
            left();
            return;
        }
        try {
            takeHere();
        } catch (InterruptedException e) {
            interrupted(e);
        }
    }

    @Override
    @Nullable
    OuterWork outerWork() {
        return works.get();
    }

    @Override
    boolean waitsForOwner() {
        waitsForStore();
        return true;
    }

    @Override
    void waitsForStore() {
        super.waitsForStore();
        if (holdsThread()) {
            leave();
        }
    }

    @Override
    Executor worker() {
        return caller.worker();
    }

    @Override
    void callBody(GuardedBody<Uni<T>> body, RunningBody current) {
        RunningBody before = RunningBody.enter(current);
        try {
            Uni<T> uni;
            try {
                uni = body.call();
                if (uni == null) {
                    throw new NullPointerException("The guarded method returned null where a Uni or CompletionStage was "
                            + "expected [" + engine().named(policy().scope(), null) + "]");
                }
            } catch (Throwable failure) {
                bodyFailed(failure);
                return;
            }
            try {
                AbstractUni.subscribe(uni, this);
            } catch (Throwable failure) {
                if (!is(State.BODY)) { // of the subscriber that was answered
                    throw failure;
                }
                bodyFailed(failure); // of a Uni of somebody's own making
            }
        } finally {
            RunningBody.enter(before);
        }
    }

    @Override
    public Context context() {
        return downstream.context();
    }

    @Override
    public void onSubscribe(UniSubscription subscription) {
        running = subscription;
        if (is(State.CANCELLED)) { // while the body was called
            subscription.cancel();
        }
    }

    @Override
    public void onItem(@Nullable T item) {
        bodyEnded(item);
    }

    @Override
    public void onFailure(@Nullable Throwable failure) {
        bodyFailed(failure);
    }

    /**
     * A caller that may be blocked gets its answer where the body's outcome arrived: on that very thread when it may be held
     * up, as it would without a guard, else on that thread's context, or on a worker.
     */
    @Override
    boolean settlesHere() {
        Caller here = caller.mayBlock() ? callers.get() : caller;
        if (here.mayBeHeldUp(caller)) {
            awaitedHere();
            return true;
        }
        goesTo(here);
        return false;
    }

    @Override
    public void cancel() {
        UniSubscription subscription = cancelled() ? running : null;
        if (subscription != null) {
            subscription.cancel();
        }
    }

    @Override
    void tell(@Nullable T item) {
        RunningBody before = RunningBody.enter(enclosing); // an outcome can arrive during the body's own stages
        try {
            downstream.onItem(item);
        } finally {
            RunningBody.enter(before);
        }
    }

    @Override
    void tellFailure(Throwable failure) {
        RunningBody before = RunningBody.enter(enclosing);
        try {
            downstream.onFailure(failure);
        } finally {
            RunningBody.enter(before);
        }
    }

    @Override
    boolean leavesUnsettled() {
        return policy().patient();
    }

    /** The message of a consumer is left unsettled: a failure could pass it over. */
    @Override
    void stopped(Throwable reason) {
        if (leavesUnsettled()) {
            leave();
        } else {
            super.stopped(reason);
        }
    }

    @Override
    void tellStopped(DeliveryStopped reason) {
        // its subscriber is not notified
    }
}
