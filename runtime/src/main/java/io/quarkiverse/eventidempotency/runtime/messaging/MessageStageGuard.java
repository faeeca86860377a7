package io.quarkiverse.eventidempotency.runtime.messaging;

import java.util.concurrent.CompletionStage;

import jakarta.interceptor.InvocationContext;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.ArrivedMessage;
import io.smallrye.mutiny.Uni;

/** Guards a method that takes messages and returns a {@code CompletionStage}. */
public abstract class MessageStageGuard extends MessageGuard {

    @Override
    protected final Object guard(InvocationContext invocation, ArrivedMessage message) {
        return deliver(invocation, message, () -> proceed(invocation)).subscribeAsCompletionStage();
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Uni<@Nullable Object> proceed(InvocationContext invocation) throws Exception {
        CompletionStage<@Nullable Object> stage = (CompletionStage<@Nullable Object>) invocation.proceed();
        return stage == null ? null : Uni.createFrom().completionStage(stage);
    }
}
