package io.quarkiverse.eventidempotency.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.interceptor.InvocationContext;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.EventIdentity;
import io.smallrye.mutiny.Uni;

/** Guards a method that returns a {@code CompletionStage}: its call is the delivery. */
public abstract class StageGuard extends GuardInterceptor {

    @Override
    protected final Object guard(InvocationContext invocation, ArrivedMessage message) {
        EventIdentity event;
        try {
            event = identity(invocation, message);
        } catch (RuntimeException e) { // of the event's own code
            return CompletableFuture.failedStage(e);
        }
        return deliver(event, message, () -> proceed(invocation)).subscribeAsCompletionStage();
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Uni<@Nullable Object> proceed(InvocationContext invocation) throws Exception {
        CompletionStage<@Nullable Object> stage = (CompletionStage<@Nullable Object>) invocation.proceed();
        return stage == null ? null : Uni.createFrom().completionStage(stage);
    }
}
