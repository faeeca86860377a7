package io.quarkiverse.eventidempotency.runtime.vertx;

import java.util.concurrent.RejectedExecutionException;

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
    private final Inbox<Task> inbox = new Inbox<>();
    private @Nullable Task next;

    private EventLoopTasks(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    private static final class Task extends Inbox.Entry<Task> {

        private final ContextInternal context;
        private final Runnable action;

        Task(ContextInternal context, Runnable action) {
            this.context = context;
            this.action = action;
        }
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

    /** Runs an action on a context of the event loop, later. On any thread. */
    void add(ContextInternal context, Runnable action) {
        if (inbox.add(new Task(context, action))) {
            wake();
        }
    }

    private void wake() {
        try {
            eventLoop.execute(this);
        } catch (RejectedExecutionException e) {
            // Vert.x is gone, and nothing runs on its contexts any more
        }
    }

    @Override
    public void run() {
        Task task = next != null ? next : inbox.take();
        for (int i = 0; task != null && i < TURN; i++) {
            next = task.detach();
            task.context.dispatch(task.action);
            task = next;
        }
        if (task != null) {
            wake();
        }
    }
}
