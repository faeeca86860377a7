package io.quarkiverse.eventidempotency.runtime.engine.scope;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;

/** What scopes that code uses need, and have in common. */
public interface ScopeSurroundings {

    /** {@return the engine; {@code null} when nothing is guarded} */
    @Nullable
    IdempotencyEngine engine();

    /** {@return what is in force for a scope of which code says this} */
    GuardPolicy policyOf(ScopeAttributes attributes);

    /** {@return the thread that a delivery is called on} */
    Caller caller();

    /**
     * Calls a body in what surrounds it, such as a container's request context, which holds until the item of a {@code Uni}.
     *
     * @throws Exception what the body throws
     */
    default <R extends @Nullable Object> @Nullable R call(GuardedBody<R> body) throws Exception {
        return body.call();
    }

    /** {@return the work that a delivery is called in, as far as the calling thread is at any; {@code null} for none} */
    default @Nullable OuterWork outerWork() {
        return null;
    }
}
