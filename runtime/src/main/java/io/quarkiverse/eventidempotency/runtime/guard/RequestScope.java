package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableContext.ContextState;
import io.quarkus.arc.ManagedContext;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;

/**
 * Gives a body a request context from its call until its result, where there is none. Bodies that begin in such a context,
 * one beside the other, share it, and the last one to end ends it.
 */
public final class RequestScope {

    /** The contexts that were made here, each with the number of bodies in it. */
    private static final ConcurrentHashMap<ContextState, Integer> MADE = new ConcurrentHashMap<>();

    private RequestScope() {
    }

    /**
     * Calls a body in a request context, its own if there is none.
     *
     * @return what the body returns; where that is a {@code Uni} or a stage, the context stays until it has ended
     */
    @SuppressWarnings("unchecked") // a Uni is made of a Uni
    public static <R extends @Nullable Object> @Nullable R untilResult(GuardedBody<R> body) throws Exception {
        ManagedContext context = Arc.container().requestContext();
        boolean entered = !context.isActive();
        ContextState state = enter(context);
        if (state == null) {
            return body.call();
        }
        boolean goesOn = false;
        try {
            R result = body.call();
            if (result instanceof Uni<?> uni) {
                goesOn = true;
                return (R) uni.onTermination().invoke(() -> leave(context, state));
            }
            if (result instanceof CompletionStage<?> stage) {
                goesOn = true;
                stage.whenComplete((item, failure) -> leave(context, state));
            }
            return result;
        } finally {
            if (!goesOn) {
                leave(context, state);
            }
            leaveThread(context, entered);
        }
    }

    /** {@return the context to leave at the body's end; {@code null} in one of somebody else's, which outlives the body} */
    private static @Nullable ContextState enter(ManagedContext context) {
        if (context.isActive()) {
            if (MADE.isEmpty()) {
                return null;
            }
            ContextState state = context.getState();
            return MADE.computeIfPresent(state, (made, bodies) -> bodies + 1) == null ? null : state;
        }
        context.activate();
        ContextState state = context.getState();
        MADE.put(state, 1);
        return state;
    }

    private static void leave(ManagedContext context, ContextState state) {
        if (MADE.computeIfPresent(state, (made, bodies) -> bodies == 1 ? null : bodies - 1) == null) {
            context.destroy(state);
        }
    }

    /**
     * A duplicated Vert.x context keeps its request context for the callbacks that run on it; a thread must not keep one that
     * was entered here for whatever runs there next.
     */
    private static void leaveThread(ManagedContext context, boolean entered) {
        if (entered && !VertxContext.isOnDuplicatedContext()) {
            context.deactivate();
        }
    }
}
