package io.quarkiverse.eventidempotency.runtime;

/** Guards methods that return a {@code Uni}. */
public abstract class UniGuard extends GuardInterceptor {
}
