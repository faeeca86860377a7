package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableContext.ContextState;
import io.quarkus.arc.ManagedContext;
import io.smallrye.mutiny.Uni;

/**
 * A body with a request context from its call until its result, where there is none.
 *
 * @param <R> the type of what it returns; where that is a {@code Uni} or a stage, the context stays until it has ended
 */
final class ScopedBody<R extends @Nullable Object> implements GuardedBody<R> {

    private final GuardedBody<R> body;

    ScopedBody(GuardedBody<R> body) {
        this.body = body;
    }

    @Override
    public @Nullable R call() throws Exception {
        return call(false);
    }

    /**
     * Calls the body.
     *
     * @param park whether the {@code Uni} that it returns may never be subscribed to
     */
    @SuppressWarnings("unchecked") // a Uni is made of a Uni
    @Nullable
    R call(boolean park) throws Exception {
        ManagedContext context = Arc.container().requestContext();
        ContextState made = RequestScope.make(context);
        ContextState state = made != null ? made : RequestScope.join(context);
        if (state == null) {
            return body.call();
        }
        boolean goesOn = false;
        try {
            R result = body.call();
            if (result instanceof Uni<?> uni) {
                goesOn = true;
                return (R) new ScopedUni<>(uni, context, state, made != null, park && RequestScope.park(state, made != null));
            }
            if (result instanceof CompletionStage<?> stage) {
                goesOn = true;
                stage.whenComplete((item, failure) -> RequestScope.leave(context, state, made != null));
            }
            return result;
        } finally {
            if (!goesOn) {
                RequestScope.leave(context, state, made != null);
            }
            if (made != null) {
                RequestScope.leaveThread(context);
            }
        }
    }
}
