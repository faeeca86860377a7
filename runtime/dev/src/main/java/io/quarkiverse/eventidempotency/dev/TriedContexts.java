package io.quarkiverse.eventidempotency.dev;

import java.util.function.Function;

import jakarta.inject.Singleton;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;

/** Makes the Vert.x contexts that deliveries are tried on: a duplicated one for each, as for a message or a request. */
@Singleton
public class TriedContexts {

    private final VertxInternal vertx;

    TriedContexts(Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
    }

    ContextInternal duplicated() {
        ContextInternal context = (ContextInternal) VertxContext.createNewDuplicatedContext(vertx.createEventLoopContext());
        VertxContextSafetyToggle.setContextSafe(context, true);
        return context;
    }

    /** Calls a task on this thread, in a context of its own. */
    <T> T call(Function<ContextInternal, T> task) {
        ContextInternal context = duplicated();
        ContextInternal before = context.beginDispatch();
        try {
            return task.apply(context);
        } finally {
            context.endDispatch(before);
        }
    }
}
