package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * A pause before the next step of a delivery. It ends once: when its time has elapsed, earlier when there is news of what it
 * waits for, or when the engine is closed.
 */
public abstract class Delay {

    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable Runnable timer;

    /** {@return whether this call ended it} */
    public final boolean end() {
        if (!over.compareAndSet(false, true)) {
            return false;
        }
        Runnable cancel = timer;
        if (cancel != null) {
            cancel.run();
        }
        return true;
    }

    public final boolean isOver() {
        return over.get();
    }

    /** @param cancel cancels the timer that ends it */
    public final void timedBy(Runnable cancel) {
        timer = cancel;
        if (over.get()) {
            cancel.run();
        }
    }

    /** Its time has elapsed. */
    public abstract void elapsed();

    /** The engine has been closed. */
    public abstract void closed();
}
