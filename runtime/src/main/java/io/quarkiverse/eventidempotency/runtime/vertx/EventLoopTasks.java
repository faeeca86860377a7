package io.quarkiverse.eventidempotency.runtime.vertx;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.impl.ContextInternal;

/**
 * The tasks that other threads leave for contexts of one event loop. Replies arrive together, each for another context: the
 * event loop is woken once for all of them, where {@code runOnContext} would wake it for each.
 */
final class EventLoopTasks implements Runnable {

    /** So many tasks are run before the event loop turns to its sockets. */
    private static final int TURN = 64;

    private static final FastThreadLocal<EventLoopTasks> OF_THREAD = new FastThreadLocal<>();

    private final EventLoop eventLoop;
    private final Queue<Runnable> left = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();

    private EventLoopTasks(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    /** {@return those of the event loop that this thread is; {@code null} when the context is not of this event loop} */
    static @Nullable EventLoopTasks here(@Nullable ContextInternal context) {
        if (context == null || !context.isEventLoopContext() || !context.nettyEventLoop().inEventLoop()) {
            return null;
        }
        EventLoopTasks tasks = OF_THREAD.get();
        if (tasks == null) {
            tasks = new EventLoopTasks(context.nettyEventLoop());
            OF_THREAD.set(tasks);
        }
        return tasks;
    }

    /**
     * Runs an action on a context of the event loop, later. On any thread.
     *
     * @throws RejectedExecutionException when the event loop has ended
     */
    void add(ContextInternal context, Runnable action) {
        Runnable task = () -> context.dispatch(action);
        left.add(task);
        try {
            wake();
        } catch (RejectedExecutionException e) {
            left.remove(task);
            throw e;
        }
    }

    private void wake() {
        if (!woken.getAndSet(true)) {
            try {
                eventLoop.execute(this);
            } catch (RejectedExecutionException e) {
                woken.set(false); // the next one is to be rejected, too
                throw e;
            }
        }
    }

    @Override
    public void run() {
        woken.set(false);
        for (int i = 0; i < TURN; i++) {
            Runnable task = left.poll();
            if (task == null) {
                return;
            }
            task.run();
        }
        wake();
    }
}
