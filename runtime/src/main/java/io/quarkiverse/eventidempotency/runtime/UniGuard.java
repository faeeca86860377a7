package io.quarkiverse.eventidempotency.runtime;

import jakarta.interceptor.InvocationContext;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.EventIdentity;
import io.smallrye.mutiny.Uni;

/** Guards a method that returns a {@code Uni}. */
public abstract class UniGuard extends GuardInterceptor {

    @Override
    protected final Object guard(InvocationContext invocation, ArrivedMessage message) {
        EventIdentity event;
        try {
            event = identity(invocation, message);
        } catch (RuntimeException e) { // of the event's own code
            return Uni.createFrom().failure(e);
        }
        return deliver(event, message, () -> proceed(invocation));
    }

    @SuppressWarnings("unchecked")
    private static Uni<@Nullable Object> proceed(InvocationContext invocation) throws Exception {
        return (Uni<@Nullable Object>) invocation.proceed();
    }
}
