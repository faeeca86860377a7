package io.quarkiverse.eventidempotency.runtime;

import jakarta.interceptor.InvocationContext;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkus.runtime.BlockingOperationControl;
import io.quarkus.runtime.BlockingOperationNotAllowedException;

/** Guards a method that returns its result, or nothing, on a thread that may wait for the store. */
public abstract class BlockingGuard extends GuardInterceptor {

    @Override
    final @Nullable Object guard(IdempotencyEngine engine, GuardedMethod method, InvocationContext invocation)
            throws Exception {
        if (!BlockingOperationControl.isBlockingAllowed()) {
            throw new BlockingOperationNotAllowedException("@Idempotent has to wait for the store, and must not on thread "
                    + Thread.currentThread().getName() + ", an event loop: annotate the method with @Blocking or "
                    + "@RunOnVirtualThread, or let it return a Uni [method: " + method.method() + "]");
        }
        return engine.guardBlocking(method.policy(), identity(invocation), method.results(),
                () -> RequestScope.during(invocation::proceed));
    }
}
