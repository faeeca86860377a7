package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * A batch whose body returns its results, on a thread that waits for the store.
 *
 * @param <T> the type of an element's result
 */
final class BlockingBatch<T extends @Nullable Object> extends Batch<T> {

    private static final int FREE = 0;
    /** The thread counts among those that wait for other deliveries, until the batch has ended. */
    private static final int COUNTED = 1;
    private static final int RETURNED = 2;

    private final BatchBody<? extends @Nullable List<? extends T>> body;
    private final boolean consumer;
    private final AtomicInteger counted = new AtomicInteger(FREE);
    private final Thread thread = Thread.currentThread();
    private @Nullable List<T> all;
    private @Nullable Throwable failure;

    /** @param consumer whether its channel bounds the threads that wait */
    BlockingBatch(Handler<T> handler, BatchEvents events, BatchBody<? extends @Nullable List<? extends T>> body,
            @Nullable OuterWork outer, boolean consumer) {
        super(handler, events, outer, RunningBody.here());
        this.body = body;
        this.consumer = consumer;
    }

    /**
     * Takes the steps of the batch here until it has ended.
     *
     * @throws Exception the reason for which it fails
     */
    @SuppressWarnings("NullAway") // one of both is set
    List<T> await() throws Exception {
        boolean interrupted = false;
        try {
            start();
            steps.takeAll();
            while (!isOver()) {
                steps.await();
                if (Thread.interrupted()) {
                    interrupted = true;
                    interrupted(new InterruptedException());
                }
                steps.takeAll();
            }
        } finally {
            waitsNoMore();
            if (interrupted) {
                thread.interrupt();
            }
        }
        if (failure != null) {
            throw BlockingDelivery.<RuntimeException> unchanged(failure);
        }
        return all;
    }

    private void interrupted(InterruptedException cause) {
        CancellationException reason = new CancellationException(
                "Interrupted while claiming; the body has not run");
        reason.initCause(cause);
        giveUp(reason);
        waiting().forEach(element -> element.interrupted(cause));
        Thread.interrupted(); // each element has set it again
    }

    @Override
    void callBody(int[] chosen, RunningBody running) {
        if (waiting().isEmpty()) { // else the thread waits for other owners after this call
            body.decided();
        }
        List<? extends T> ended;
        RunningBody before = RunningBody.enter(running);
        try {
            ended = body.call(chosen);
        } catch (Throwable e) {
            RunningBody.enter(before);
            bodyFailed(e);
            return;
        }
        RunningBody.enter(before);
        bodyEnded(ended);
    }

    /**
     * The threads of deliveries that are let in by a channel are bounded there. An element can be told to wait after its batch
     * was interrupted.
     */
    @Override
    boolean mayWait() {
        if (consumer || counted.get() != FREE || !NextStep.isPooled(thread)) {
            return true;
        }
        if (!handler.engine().waitingThreads().tryAcquire()) {
            return counted.get() != FREE; // for another element, meanwhile
        }
        if (!counted.compareAndSet(FREE, COUNTED)) {
            handler.engine().waitingThreads().release();
        }
        return true;
    }

    private void waitsNoMore() {
        if (counted.getAndSet(RETURNED) == COUNTED) {
            handler.engine().waitingThreads().release();
        }
    }

    @Override
    boolean leavesUnsettled() {
        return consumer;
    }

    @Override
    void tell(List<T> results) {
        all = results;
    }

    @Override
    void tellFailure(Throwable reason) {
        failure = reason;
    }

    @Override
    void tellStopped(DeliveryStopped reason) {
        failure = reason;
    }
}
