package io.quarkiverse.eventidempotency.deployment;

import io.quarkiverse.eventidempotency.runtime.BlockingGuard;
import io.quarkiverse.eventidempotency.runtime.GuardInterceptor;
import io.quarkiverse.eventidempotency.runtime.StageGuard;
import io.quarkiverse.eventidempotency.runtime.UniGuard;

/** How a method returns its result, and the guard that goes with it. */
enum MethodShape {

    UNI(UniGuard.class),
    STAGE(StageGuard.class),
    BLOCKING(BlockingGuard.class);

    private final Class<? extends GuardInterceptor> guard;

    MethodShape(Class<? extends GuardInterceptor> guard) {
        this.guard = guard;
    }

    Class<? extends GuardInterceptor> guard() {
        return guard;
    }
}
