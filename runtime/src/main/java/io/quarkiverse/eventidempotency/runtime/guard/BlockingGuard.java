package io.quarkiverse.eventidempotency.runtime.guard;

import jakarta.interceptor.InvocationContext;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.DeliveryStopped;

/** Guards a method that returns its result, or nothing, on a thread that may wait for the store. */
public abstract class BlockingGuard extends GuardInterceptor {

    @Override
    protected final @Nullable Object guard(InvocationContext invocation, ArrivedMessage message) throws Exception {
        checkMayWait();
        try {
            return deliverHere(invocation, message, new CalledBody(invocation, message));
        } catch (DeliveryStopped stopped) {
            return stopped(message, stopped);
        }
    }
}
