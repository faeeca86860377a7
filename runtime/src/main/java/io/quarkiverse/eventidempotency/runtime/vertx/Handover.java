package io.quarkiverse.eventidempotency.runtime.vertx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.impl.ContextInternal;

/**
 * Tasks of one event loop for contexts on other event loops. The tasks of one turn are handed over together: each handover
 * wakes the other event loop.
 */
final class Handover {

    private static final FastThreadLocal<Handover> HERE = new FastThreadLocal<>() {

        @Override
        protected Handover initialValue() {
            return new Handover();
        }
    };

    private final List<Together> open = new ArrayList<>();

    private Handover() {
    }

    /**
     * Runs a task on a context, later.
     *
     * @param here the current context; {@code null} for none
     */
    static void run(@Nullable ContextInternal here, ContextInternal context, Runnable task) {
        if (here == null || !here.isEventLoopContext() || !here.inThread() || !context.isEventLoopContext()) {
            context.runOnContext(ignored -> task.run());
        } else {
            HERE.get().add(here, context, task);
        }
    }

    private void add(ContextInternal here, ContextInternal context, Runnable task) {
        EventLoop loop = context.nettyEventLoop();
        for (int i = 0; i < open.size(); i++) {
            if (open.get(i).loop == loop) {
                open.get(i).add(context, task);
                return;
            }
        }
        Together together = new Together(loop);
        together.add(context, task);
        open.add(together);
        if (open.size() == 1) {
            here.nettyEventLoop().execute(this::handOver);
        }
    }

    private void handOver() {
        List<Together> full = List.copyOf(open);
        open.clear();
        full.forEach(together -> together.loop.execute(together));
    }

    /** What one event loop gets. */
    private static final class Together implements Runnable {

        private final EventLoop loop;
        private final ArrayDeque<Object> contextsAndTasks = new ArrayDeque<>();

        Together(EventLoop loop) {
            this.loop = loop;
        }

        void add(ContextInternal context, Runnable task) {
            contextsAndTasks.add(context);
            contextsAndTasks.add(task);
        }

        @Override
        public void run() {
            while (!contextsAndTasks.isEmpty()) {
                ContextInternal context = (ContextInternal) contextsAndTasks.remove();
                context.dispatch((Runnable) contextsAndTasks.remove());
            }
        }
    }
}
