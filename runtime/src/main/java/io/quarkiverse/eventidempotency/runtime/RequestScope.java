package io.quarkiverse.eventidempotency.runtime;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.GuardedBody;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableContext.ContextState;
import io.quarkus.arc.ManagedContext;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;

/** Gives a body a request context from its call until its result, where there is none. */
final class RequestScope {

    private RequestScope() {
    }

    static <T> @Nullable T during(GuardedBody<T> body) throws Exception {
        ManagedContext context = Arc.container().requestContext();
        if (context.isActive()) {
            return body.call();
        }
        context.activate();
        try {
            return body.call();
        } finally {
            context.terminate();
        }
    }

    static <T> @Nullable Uni<T> untilItem(GuardedBody<Uni<T>> body) throws Exception {
        ManagedContext context = Arc.container().requestContext();
        if (context.isActive()) {
            return body.call();
        }
        context.activate();
        ContextState state = context.getState();
        try {
            Uni<T> uni = body.call();
            return uni == null ? end(context, state, uni) : uni.onTermination().invoke(() -> context.destroy(state));
        } catch (Throwable e) {
            context.destroy(state);
            throw e;
        } finally {
            leaveThread(context);
        }
    }

    static <T> @Nullable CompletionStage<T> untilDone(GuardedBody<CompletionStage<T>> body) throws Exception {
        ManagedContext context = Arc.container().requestContext();
        if (context.isActive()) {
            return body.call();
        }
        context.activate();
        ContextState state = context.getState();
        try {
            CompletionStage<T> stage = body.call();
            return stage == null ? end(context, state, stage)
                    : stage.whenComplete((result, failure) -> context.destroy(state));
        } catch (Throwable e) {
            context.destroy(state);
            throw e;
        } finally {
            leaveThread(context);
        }
    }

    private static <R> @Nullable R end(ManagedContext context, ContextState state, @Nullable R nothing) {
        context.destroy(state);
        return nothing;
    }

    /**
     * A duplicated Vert.x context keeps its request context for the callbacks that run on it; a thread must not keep it for
     * whatever runs there next.
     */
    private static void leaveThread(ManagedContext context) {
        if (!VertxContext.isOnDuplicatedContext()) {
            context.deactivate();
        }
    }
}
