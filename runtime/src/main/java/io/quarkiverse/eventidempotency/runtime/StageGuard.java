package io.quarkiverse.eventidempotency.runtime;

/** Guards methods that return a {@code CompletionStage}. */
public abstract class StageGuard extends GuardInterceptor {
}
