package io.quarkiverse.eventidempotency.runtime.messaging;

import jakarta.interceptor.InvocationContext;

import io.quarkiverse.eventidempotency.runtime.guard.ArrivedMessage;

/** Guards a method that takes messages and returns a {@code Uni}. */
public abstract class MessageUniGuard extends MessageGuard {

    @Override
    protected final Object guard(InvocationContext invocation, ArrivedMessage message) {
        return deliverAndSettle(invocation, message);
    }
}
