package io.quarkiverse.eventidempotency.runtime.guard;

import jakarta.interceptor.InvocationContext;

import org.jspecify.annotations.Nullable;

/** The body of one call, which returns what its method returns. */
final class CalledBody extends ScopedBody<@Nullable Object> {

    private final InvocationContext invocation;
    private final ArrivedMessage message;

    CalledBody(InvocationContext invocation, ArrivedMessage message) {
        this.invocation = invocation;
        this.message = message;
    }

    @Override
    protected @Nullable Object body() throws Exception {
        message.decided();
        return invocation.proceed();
    }
}
