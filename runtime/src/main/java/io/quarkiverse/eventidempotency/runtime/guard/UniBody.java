package io.quarkiverse.eventidempotency.runtime.guard;

import java.util.concurrent.CompletionStage;

import jakarta.interceptor.InvocationContext;

import org.jspecify.annotations.Nullable;

import io.smallrye.mutiny.Uni;

/** The body of one call, whose method returns a {@code Uni} or a {@code CompletionStage}. */
public class UniBody extends ScopedBody<Uni<@Nullable Object>> {

    private final InvocationContext invocation;

    public UniBody(InvocationContext invocation) {
        this.invocation = invocation;
    }

    @Override
    @SuppressWarnings("unchecked") // the build checks the type
    protected @Nullable Uni<@Nullable Object> body() throws Exception {
        Object result = invocation.proceed();
        return result instanceof CompletionStage<?> stage
                ? Uni.createFrom().completionStage((CompletionStage<@Nullable Object>) stage)
                : (Uni<@Nullable Object>) result;
    }
}
