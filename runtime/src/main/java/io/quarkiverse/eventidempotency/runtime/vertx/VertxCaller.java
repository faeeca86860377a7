package io.quarkiverse.eventidempotency.runtime.vertx;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;

/**
 * The thread and Vert.x context of a call. Callbacks arrive on that context when there is one, else on a worker thread, and
 * never on an event loop of the store's.
 */
public final class VertxCaller implements Caller {

    private final Thread thread;
    private final @Nullable ContextInternal context;
    private final boolean mayBlock;
    /** {@code null} when the thread is not the context's event loop. */
    private final @Nullable EventLoopTasks tasks;

    private VertxCaller(Thread thread, @Nullable ContextInternal context, boolean mayBlock) {
        this.thread = thread;
        this.context = context;
        this.mayBlock = mayBlock;
        this.tasks = EventLoopTasks.here(context);
    }

    public static Caller current() {
        return new VertxCaller(Thread.currentThread(), (ContextInternal) Vertx.currentContext(),
                !Context.isOnEventLoopThread());
    }

    @Override
    public boolean mayBlock() {
        return mayBlock;
    }

    /** The calling thread may, and workers, which have a context; not the thread of a driver, which others wait for. */
    @Override
    public boolean mayBeHeldUp(Caller called) {
        return mayBlock && (context != null || called instanceof VertxCaller caller && caller.thread == thread);
    }

    @Override
    public Executor worker() {
        Consumer<Runnable> here = Infrastructure.decorate((Consumer<Runnable>) Runnable::run);
        ContextInternal called = context;
        return task -> executeWithoutContext(called == null ? () -> here.accept(task) : () -> {
            ContextInternal before = called.beginDispatch();
            try {
                here.accept(task);
            } finally {
                called.endDispatch(before);
            }
        });
    }

    @Override
    public void execute(Runnable task) {
        if (Thread.currentThread() == thread && Vertx.currentContext() == context) {
            task.run();
        } else if (context != null && tasks != null) {
            tasks.add(context, task);
        } else if (context != null) {
            context.runOnContext(ignored -> task.run());
        } else {
            executeWithoutContext(task);
        }
    }

    /** Quarkus' workers go on in the context that they are called in, which is the store's where a reply arrives. */
    private static void executeWithoutContext(Runnable task) {
        ContextInternal left = (ContextInternal) Vertx.currentContext();
        if (left == null) {
            Infrastructure.getDefaultExecutor().execute(task);
            return;
        }
        left.endDispatch(null);
        try {
            Infrastructure.getDefaultExecutor().execute(task);
        } finally {
            left.beginDispatch();
        }
    }
}
