package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import org.jspecify.annotations.Nullable;

/**
 * A delivery to a body that returns its result, on a thread that waits for the store.
 *
 * @param <T> the result's type
 */
final class BlockingDelivery<T extends @Nullable Object> extends BodyDelivery<T, T> {

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<BlockingDelivery> COUNTED_STATE = AtomicIntegerFieldUpdater
            .newUpdater(BlockingDelivery.class, "counted");

    private static final int FREE = 0;
    /** The thread counts among those that wait for other deliveries. */
    private static final int COUNTED = 1;
    private static final int RETURNED = 2;

    private volatile int counted = FREE;

    private boolean over;

    BlockingDelivery(Handler<T> handler, EventIdentity event, GuardedBody<T> body, @Nullable OuterWork outer,
            @Nullable ConsumerTurn turn) {
        super(handler, event, body, turn, RunningBody.here());
        this.outer = outer;
    }

    /**
     * Takes the steps of the delivery here until it has ended.
     *
     * @throws Exception the reason for which it fails
     */
    @Nullable
    T await() throws Exception {
        awaitedHere();
        start();
        while (!over) {
            try {
                takeHere();
            } catch (InterruptedException e) {
                interrupted(e);
            }
        }
        if (failure != null) {
            throw BlockingDelivery.<RuntimeException> unchanged(failure);
        }
        return item;
    }

    @SuppressWarnings("unchecked") // the compiler is made to believe so
    static <E extends Throwable> E unchanged(Throwable failure) throws E {
        throw (E) failure;
    }

    /** The threads of deliveries that are let in are bounded there. */
    @Override
    boolean waitsForOwner() {
        waitsForStore();
        if (turn != null || !holdsThread()) {
            return true;
        }
        if (!engine().waitingThreads().tryAcquire()) {
            return false;
        }
        if (!COUNTED_STATE.compareAndSet(this, FREE, COUNTED)) { // interrupted meanwhile
            engine().waitingThreads().release();
        }
        return true;
    }

    private void waitsNoMore() {
        if (counted != RETURNED && COUNTED_STATE.getAndSet(this, RETURNED) == COUNTED) {
            engine().waitingThreads().release();
        }
    }

    @Override
    void callBody(GuardedBody<T> body, RunningBody running) {
        waitsNoMore();
        @Nullable
        T ended;
        RunningBody before = RunningBody.enter(running);
        try {
            ended = body.call();
        } catch (Throwable e) {
            RunningBody.enter(before);
            bodyFailed(e);
            return;
        }
        RunningBody.enter(before);
        bodyEnded(ended);
    }

    @Override
    boolean settlesHere() {
        awaitedHere();
        return true;
    }

    @Override
    void tell(@Nullable T answer) {
        waitsNoMore();
        item = answer;
        over = true;
    }

    @Override
    void tellFailure(Throwable reason) {
        waitsNoMore();
        failure = reason;
        over = true;
    }

    @Override
    boolean leavesUnsettled() {
        return turn != null;
    }
}
