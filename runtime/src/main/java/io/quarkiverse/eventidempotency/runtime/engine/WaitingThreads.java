package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.concurrent.Semaphore;

/**
 * The threads that callers hold while they wait for another delivery. Their number is bounded: the body that they wait for may
 * need a thread of the same pool.
 */
public final class WaitingThreads {

    /** The name of the group of all virtual threads, as {@link Thread#getThreadGroup()} defines it. */
    private static final String VIRTUAL = "VirtualThreads";

    private final int max;
    private final Semaphore free;

    /** @param max how many threads may wait at the same time, at least 1 */
    WaitingThreads(int max) {
        this.max = max;
        this.free = new Semaphore(max);
    }

    /** {@return whether a thread is of no pool that another one could lack it} */
    public static boolean isVirtual(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group != null && VIRTUAL.equals(group.getName());
    }

    /** {@return whether one more thread may wait; {@link #release()} ends that} */
    public boolean hold() {
        return free.tryAcquire();
    }

    public void release() {
        free.release();
    }

    public int max() {
        return max;
    }
}
