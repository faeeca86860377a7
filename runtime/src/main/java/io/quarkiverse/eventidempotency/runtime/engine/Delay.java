package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import org.jspecify.annotations.Nullable;

/**
 * A pause before the next step of a delivery. It ends once: when its time has elapsed, earlier when there is news of what it
 * waits for, or when the engine is closed.
 */
public abstract class Delay {

    private static final AtomicIntegerFieldUpdater<Delay> OVER = AtomicIntegerFieldUpdater.newUpdater(Delay.class, "over");

    private volatile int over;
    private volatile @Nullable Runnable timer;

    /** {@return whether this call ended it} */
    public final boolean end() {
        if (!OVER.compareAndSet(this, 0, 1)) {
            return false;
        }
        Runnable cancel = timer;
        if (cancel != null) {
            cancel.run();
        }
        return true;
    }

    public final boolean isOver() {
        return over == 1;
    }

    /** @param cancel cancels the timer that ends it */
    public final void timedBy(Runnable cancel) {
        timer = cancel;
        if (over == 1) {
            cancel.run();
        }
    }

    public abstract void elapsed();

    /** The engine has been closed. */
    public abstract void closed();
}
