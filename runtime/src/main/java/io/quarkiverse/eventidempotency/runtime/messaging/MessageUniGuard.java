package io.quarkiverse.eventidempotency.runtime.messaging;

import jakarta.interceptor.InvocationContext;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.ArrivedMessage;
import io.smallrye.mutiny.Uni;

/** Guards a method that takes messages and returns a {@code Uni}. */
public abstract class MessageUniGuard extends MessageGuard {

    @Override
    @SuppressWarnings("unchecked")
    protected final Object guard(InvocationContext invocation, ArrivedMessage message) {
        return deliver(invocation, message, () -> (Uni<@Nullable Object>) invocation.proceed());
    }
}
