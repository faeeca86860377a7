package io.quarkiverse.eventidempotency.runtime.engine.window;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The steps of a window that replies of the store bring about. A reply disturbs the thread of the window only where something
 * waits for it: an event loop that is woken while a body runs loses time, and its timers are late.
 * <p>
 * Its methods are called on the thread of the window, unless they say that any thread will do.
 */
final class WakeUps {

    private final Row<?> row;
    private final Runnable step;
    private final Runnable soon = this::stepNow;
    private final Runnable later = this::stepLater;
    private final AtomicBoolean soonIsDue = new AtomicBoolean();
    private final AtomicBoolean laterIsDue = new AtomicBoolean();
    private volatile boolean awaitsStore;
    private volatile boolean handling;

    WakeUps(Row<?> row, Runnable step) {
        this.row = row;
        this.step = step;
    }

    /** Replies matter, or do so no more. Their state has to be read after this. */
    void awaitsStore(boolean awaits) {
        awaitsStore = awaits;
    }

    /** The consumer handles a message, whose end brings about a step; or handles none. */
    void handles(boolean handles) {
        handling = handles;
    }

    /** A claim is decided. Called on any thread. */
    void decided() {
        if (awaitsStore) {
            stepSoon();
        }
    }

    /**
     * A completion is in flight no more. Called on any thread.
     *
     * @param matters whether something waits for the last completion
     */
    void completed(boolean matters) {
        if (matters || awaitsStore || !handling) {
            stepSoon();
        } else if (laterIsDue.compareAndSet(false, true)) {
            row.runLater(later);
        }
    }

    private void stepSoon() {
        if (soonIsDue.compareAndSet(false, true)) {
            row.run(soon);
        }
    }

    private void stepNow() {
        soonIsDue.set(false);
        step.run();
    }

    private void stepLater() {
        laterIsDue.set(false);
        step.run();
    }
}
