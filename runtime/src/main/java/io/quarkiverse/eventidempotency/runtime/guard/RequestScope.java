package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkus.arc.InjectableContext.ContextState;
import io.quarkus.arc.ManagedContext;
import io.smallrye.common.vertx.VertxContext;

/**
 * The request contexts that bodies have where there is none. Bodies that begin in such a context, one beside the other, share
 * it, and the last one to end ends it.
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
    public static <R extends @Nullable Object> @Nullable R untilResult(GuardedBody<R> body) throws Exception {
        return new ScopedBody<R>() {
            @Override
            protected @Nullable R body() throws Exception {
                return body.call();
            }
        }.call();
    }

    /** {@return the context that was made; {@code null} in an active one} */
    static @Nullable ContextState make(ManagedContext context) {
        if (context.isActive()) {
            return null;
        }
        context.activate();
        ContextState state = context.getState();
        MADE.put(state, 1);
        return state;
    }

    /** {@return the active context, if it was made here; {@code null} for another, which outlives the body} */
    static @Nullable ContextState join(ManagedContext context) {
        if (MADE.isEmpty()) {
            return null;
        }
        ContextState state = context.getState();
        return MADE.computeIfPresent(state, (made, bodies) -> bodies + 1) == null ? null : state;
    }

    static void leave(ManagedContext context, ContextState state) {
        if (MADE.computeIfPresent(state, (made, bodies) -> bodies == 1 ? null : bodies - 1) == null) {
            context.destroy(state);
        }
    }

    /**
     * Leaves a context to its only body, whose {@code Uni} may never be subscribed to.
     *
     * @return whether it has no other body
     */
    static boolean park(ContextState state) {
        return MADE.remove(state, 1);
    }

    /** Takes back a context that was parked. */
    static void unpark(ContextState state) {
        if (state.isValid()) {
            MADE.merge(state, 1, Integer::sum);
        }
    }

    /**
     * A duplicated Vert.x context keeps its request context for the callbacks that run on it; a thread must not keep one that
     * was entered here for whatever runs there next.
     */
    static void leaveThread(ManagedContext context) {
        if (!VertxContext.isOnDuplicatedContext()) {
            context.deactivate();
        }
    }
}
