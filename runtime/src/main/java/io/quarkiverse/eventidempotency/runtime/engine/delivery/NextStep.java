package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * The place of the next step of a delivery, which the store's answer brings about. At most one answer is outstanding.
 *
 * <pre>
 *   AWAITED --arrived--> on the thread that waits
 *      |
 *      '--leave--> LEAVING --the thread has left--> on a worker
 *
 *   an executor --arrived--> there
 * </pre>
 */
abstract class NextStep implements Runnable {

    /** The name of the group of all virtual threads, as {@link Thread#getThreadGroup()} defines it. */
    private static final String VIRTUAL = "VirtualThreads";

    private static final Executor ARRIVED = task -> {
        throw new IllegalStateException("Another answer is outstanding");
    };
    private static final Executor LEAVING = task -> {
        throw new IllegalStateException("The thread has not left");
    };
    private static final Executor DIRECT = Runnable::run;
    private static final AtomicReferenceFieldUpdater<NextStep, @Nullable Executor> PLACE = AtomicReferenceFieldUpdater
            .newUpdater(NextStep.class, Executor.class, "place");

    /** {@code null} while a thread waits. */
    private volatile @Nullable Executor place;
    private @Nullable Thread thread;
    private @Nullable Object answer;

    /** The next step is for this thread, which calls {@link #takeHere()} then. */
    final void awaitedHere() {
        thread = Thread.currentThread();
        place = null;
    }

    final void goesTo(Executor executor) {
        place = executor;
    }

    /** {@return whether the step is or was awaited on a thread that others could need, which no virtual thread is} */
    final boolean holdsThread() {
        Thread held = thread;
        return held != null && isPooled(held);
    }

    /** {@return whether others could need a thread, which no virtual one is} */
    static boolean isPooled(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group == null || !VIRTUAL.equals(group.getName());
    }

    /** {@return the answer that has arrived last} */
    final @Nullable Object answer() {
        return answer;
    }

    /** Takes an answer, on any thread. */
    final void arrived(Object arrived) {
        answer = arrived;
        while (true) {
            Executor at = place;
            if (at != null && at != LEAVING) {
                try {
                    at.execute(this);
                } catch (RejectedExecutionException e) {
                    rejected(e);
                }
                return;
            }
            if (PLACE.compareAndSet(this, at, ARRIVED)) {
                LockSupport.unpark(thread);
                return;
            }
        }
    }

    /**
     * Waits for the answer and takes the step here, unless the thread leaves first.
     *
     * @throws InterruptedException if the thread is interrupted before an answer has arrived
     */
    final void takeHere() throws InterruptedException {
        while (true) {
            Executor at = place;
            if (at == ARRIVED) {
                run();
                return;
            }
            if (at == LEAVING) {
                if (PLACE.compareAndSet(this, at, worker())) {
                    return;
                }
            } else if (Thread.interrupted()) {
                throw new InterruptedException();
            } else {
                LockSupport.park(this);
            }
        }
    }

    /** Waits for the answer and takes the step here. The thread stays interrupted. */
    final void takeHereUninterruptibly() {
        boolean interrupted = false;
        while (true) {
            try {
                takeHere();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The thread that waits does so no longer. Called on any thread. */
    final void leave() {
        if (PLACE.compareAndSet(this, null, LEAVING)) {
            LockSupport.unpark(thread);
        }
    }

    /** The thread that waited has left, and no other one matters. */
    final void left() {
        while (true) {
            Executor at = place;
            if (at == ARRIVED) {
                run();
                return;
            }
            if (PLACE.compareAndSet(this, at, DIRECT)) {
                return;
            }
        }
    }

    /** {@return where the next step is taken once the thread has left, which asks} */
    Executor worker() {
        throw new IllegalStateException("The thread does not leave");
    }

    /** No worker takes the step, as when the application stops. */
    abstract void rejected(RejectedExecutionException reason);
}
