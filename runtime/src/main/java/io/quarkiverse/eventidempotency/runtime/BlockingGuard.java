package io.quarkiverse.eventidempotency.runtime;

/** Guards methods that return their result, or nothing, when they return. */
public abstract class BlockingGuard extends GuardInterceptor {
}
