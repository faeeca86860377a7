package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Takes the steps of one batch, one after another: on the thread that made it, until that thread leaves them to an executor.
 */
final class BatchSteps implements Executor, Runnable {

    private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
    private final Thread thread = Thread.currentThread();
    /** Whether a thread takes steps, or is about to. */
    private final AtomicBoolean taken = new AtomicBoolean(true);
    /** {@code null} until the thread leaves. */
    private volatile @Nullable Executor place;
    private volatile @Nullable RejectedExecutionException rejection;

    @Override
    public void execute(Runnable step) {
        steps.add(step);
        Executor at = place;
        if (at == null) {
            LockSupport.unpark(thread);
        } else {
            schedule(at);
        }
    }

    /** Takes the steps that have come until now. For the thread that has not left. */
    void takeAll() {
        for (Runnable step = steps.poll(); step != null; step = steps.poll()) {
            step.run();
        }
    }

    /** Waits for a step. For the thread that has not left; returns early when the thread is interrupted. */
    void await() {
        if (steps.isEmpty()) {
            LockSupport.park(this);
        }
    }

    /** The thread takes no more steps; the executor does. */
    void leaveTo(Executor executor) {
        place = executor;
        taken.set(false);
        schedule(executor);
    }

    private void schedule(Executor at) {
        if (!steps.isEmpty() && taken.compareAndSet(false, true)) {
            try {
                at.execute(this);
            } catch (RejectedExecutionException e) {
                rejection = e;
                run();
            }
        }
    }

    /** {@return why the executor has refused steps, which are taken anywhere then; {@code null} while it has not} */
    @Nullable
    RejectedExecutionException rejection() {
        return rejection;
    }

    @Override
    public void run() {
        do {
            try {
                takeAll();
            } finally {
                taken.set(false);
            }
        } while (!steps.isEmpty() && taken.compareAndSet(false, true));
    }
}
