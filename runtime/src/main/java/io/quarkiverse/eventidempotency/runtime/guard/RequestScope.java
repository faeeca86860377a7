package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableContext.ContextState;
import io.quarkus.arc.ManagedContext;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;

/**
 * The request contexts that bodies have where there is none. Bodies that begin in such a context, one beside the other, share
 * it, and the last one to end ends it: the maker, unless others have joined that still run.
 */
public final class RequestScope {

    private static final LongAdder MADE = new LongAdder();
    private static final LongAdder LEFT = new LongAdder();

    /** The contexts that others have joined: twice the number of those that run, and one more once the maker has left. */
    private static final ConcurrentHashMap<ContextState, Integer> JOINED = new ConcurrentHashMap<>();

    private RequestScope() {
    }

    /**
     * Calls a body in a request context, its own if there is none, with its scope and attempt in the log.
     *
     * @return what the body returns; where that is a {@code Uni} or a stage, the context stays until it has ended
     */
    public static <R extends @Nullable Object> @Nullable R untilResult(GuardedBody<R> body) throws Exception {
        return untilResult(body, false);
    }

    /** @param park whether the {@code Uni} that the body returns may never be subscribed to */
    @SuppressWarnings("unchecked") // a Uni is made of a Uni
    static <R extends @Nullable Object> @Nullable R untilResult(GuardedBody<R> body, boolean park) throws Exception {
        ManagedContext context = Arc.container().requestContext();
        ContextState made = make(context);
        ContextState state = made != null ? made : join(context);
        if (state == null) {
            return LogContext.untilResult(body, park);
        }
        boolean goesOn = false;
        try {
            R result = LogContext.untilResult(body, park);
            if (result instanceof Uni<?> uni) {
                goesOn = true;
                return (R) new ScopedUni<>(uni, context, state, made != null, park && park(state, made != null));
            }
            if (result instanceof CompletionStage<?> stage) {
                goesOn = true;
                stage.whenComplete((item, failure) -> leave(context, state, made != null));
            }
            return result;
        } finally {
            if (!goesOn) {
                leave(context, state, made != null);
            }
            if (made != null && !VertxContext.isOnDuplicatedContext()) {
                // a duplicated context keeps its request context for its callbacks; a thread must not keep it for what is next
                context.deactivate();
            }
        }
    }

    /** {@return the context that was made; {@code null} in an active one} */
    static @Nullable ContextState make(ManagedContext context) {
        if (context.isActive()) {
            return null;
        }
        MADE.increment();
        context.activate();
        return context.getState();
    }

    /** {@return the active context; {@code null} where none was made here, so that it outlives the body} */
    static @Nullable ContextState join(ManagedContext context) {
        long left = LEFT.sum(); // first: a context that is made in between is not missed
        if (MADE.sum() == left && JOINED.isEmpty()) { // a context stays with those that joined it, its maker having left
            return null;
        }
        ContextState state = context.getState();
        JOINED.merge(state, 2, Integer::sum);
        return state;
    }

    static void leave(ManagedContext context, ContextState state, boolean made) {
        if (made) {
            LEFT.increment();
        }
        Integer before = JOINED.isEmpty() ? null : JOINED.get(state);
        while (before != null) {
            int after = made ? before + 1 : before - 2;
            if (after > 1 ? JOINED.replace(state, before, after) : JOINED.remove(state, before)) {
                if (after == 1) {
                    context.destroy(state);
                }
                return;
            }
            before = JOINED.get(state);
        }
        if (made) {
            context.destroy(state);
        }
    }

    /**
     * Stops counting a body whose {@code Uni} may never be subscribed to.
     *
     * @return whether it was; not where its end is to end the context
     */
    static boolean park(ContextState state, boolean made) {
        if (made) {
            LEFT.increment();
            return true;
        }
        Integer bodies = JOINED.get(state);
        while (bodies != null && bodies != 3) {
            if (bodies == 2 ? JOINED.remove(state, bodies) : JOINED.replace(state, bodies, bodies - 2)) {
                return true;
            }
            bodies = JOINED.get(state);
        }
        return false;
    }

    /** {@return whether the context is still there, and the body counts again} */
    static boolean unpark(ContextState state, boolean made) {
        if (!state.isValid()) {
            return false;
        }
        if (made) {
            MADE.increment();
        } else {
            JOINED.merge(state, 2, Integer::sum);
        }
        return true;
    }
}
