package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.concurrent.Executor;

/** The thread that a guarded method was called on, as far as the engine has to know it. */
public interface Caller extends Executor {

    /** {@return whether the calling thread may be blocked: the claim is then awaited on it, and the body called on it} */
    boolean mayBlock();

    /**
     * Whether this thread, which a body's outcome has arrived on, may be held up until the outcome is stored.
     *
     * @param called the thread that the delivery was called on
     */
    default boolean mayBeHeldUp(Caller called) {
        return mayBlock();
    }

    /**
     * Where a body is called that the calling thread does not wait for. Asked on that thread, when it may be blocked.
     *
     * @return runs tasks on threads that may be blocked, in the contexts of the calling thread
     */
    Executor worker();

    /**
     * Runs a task where the caller expects its callbacks: at once when that is here, else on the caller's context.
     *
     * @param task must not block
     */
    @Override
    void execute(Runnable task);
}
