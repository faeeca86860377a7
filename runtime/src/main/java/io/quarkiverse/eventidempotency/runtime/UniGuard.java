package io.quarkiverse.eventidempotency.runtime;

import jakarta.interceptor.InvocationContext;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.smallrye.mutiny.Uni;

/** Guards a method that returns a {@code Uni}. */
public abstract class UniGuard extends GuardInterceptor {

    @Override
    final Object guard(IdempotencyEngine engine, GuardedMethod method, InvocationContext invocation) {
        EventIdentity event;
        try {
            event = identity(invocation);
        } catch (RuntimeException e) { // of the event's own code
            return Uni.createFrom().failure(e);
        }
        return engine.guard(method.policy(), event, method.results(),
                () -> RequestScope.untilItem(() -> proceed(invocation)), VertxCaller::current);
    }

    @SuppressWarnings("unchecked")
    private static Uni<@Nullable Object> proceed(InvocationContext invocation) throws Exception {
        return (Uni<@Nullable Object>) invocation.proceed();
    }
}
