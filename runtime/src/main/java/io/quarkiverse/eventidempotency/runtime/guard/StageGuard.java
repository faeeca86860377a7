package io.quarkiverse.eventidempotency.runtime.guard;

import jakarta.interceptor.InvocationContext;

/** Guards a method that returns a {@code CompletionStage}: its call is the delivery. */
public abstract class StageGuard extends GuardInterceptor {

    @Override
    protected final Object guard(InvocationContext invocation, ArrivedMessage message) {
        return deliver(invocation, message, new UniBody(invocation)).subscribeAsCompletionStage();
    }
}
