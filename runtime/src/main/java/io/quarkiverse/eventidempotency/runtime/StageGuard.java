package io.quarkiverse.eventidempotency.runtime;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.interceptor.InvocationContext;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.smallrye.mutiny.Uni;

/** Guards a method that returns a {@code CompletionStage}: its call is the delivery. */
public abstract class StageGuard extends GuardInterceptor {

    @Override
    final Object guard(IdempotencyEngine engine, GuardedMethod method, InvocationContext invocation) {
        EventIdentity event;
        try {
            event = identity(invocation);
        } catch (RuntimeException e) { // of the event's own code
            return CompletableFuture.failedStage(e);
        }
        return engine.guard(method.policy(), event, method.results(), () -> {
            CompletionStage<@Nullable Object> stage = RequestScope.untilDone(() -> proceed(invocation));
            return stage == null ? null : Uni.createFrom().completionStage(stage);
        }, VertxCaller::current).subscribeAsCompletionStage();
    }

    @SuppressWarnings("unchecked")
    private static CompletionStage<@Nullable Object> proceed(InvocationContext invocation) throws Exception {
        return (CompletionStage<@Nullable Object>) invocation.proceed();
    }
}
