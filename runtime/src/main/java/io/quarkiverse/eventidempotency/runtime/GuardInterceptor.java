package io.quarkiverse.eventidempotency.runtime;

import java.lang.reflect.Type;

import jakarta.enterprise.inject.Intercepted;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.InvocationContext;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.runtime.engine.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;

/**
 * Guards one method of one bean. A subclass is generated for each guarded method: it brings that method's key extraction,
 * event and result type, so that nothing is looked up when an event arrives. The method's shape decides which of the three
 * abstract guards it extends.
 */
public abstract class GuardInterceptor {

    @SuppressWarnings("NullAway.Init") // set by bind(), which the container calls before anything else
    private GuardedMethod method;

    /**
     * Finds the guarded method. Called by the container when the bean is made.
     */
    @Inject
    public void bind(GuardedMethods methods, @Intercepted Bean<?> bean) {
        method = methods.find(methodId(), bean.getBeanClass(), resultType());
    }

    /**
     * One delivery.
     *
     * @throws Exception what the body throws, or an {@link io.quarkiverse.eventidempotency.IdempotencyException}
     */
    @AroundInvoke
    public @Nullable Object guard(InvocationContext invocation) throws Exception {
        IdempotencyEngine engine = method.engine();
        return engine == null ? invocation.proceed() : guard(engine, method, invocation);
    }

    abstract @Nullable Object guard(IdempotencyEngine engine, GuardedMethod method, InvocationContext invocation)
            throws Exception;

    final EventIdentity identity(InvocationContext invocation) {
        Object[] parameters = invocation.getParameters();
        IdempotentEvent event = event(parameters);
        String key = key(parameters);
        return event == null ? new EventIdentity(key, null, null) : new EventIdentity(key, event.eventId(), event.eventType());
    }

    /**
     * The idempotency key of one call.
     *
     * @param parameters the call's arguments
     * @return the key; {@code null} when a required part is missing
     */
    protected abstract @Nullable String key(Object[] parameters);

    /**
     * The event among the arguments.
     *
     * @param parameters the call's arguments
     * @return the first argument that is declared as an {@link IdempotentEvent}; {@code null} when there is none
     */
    protected @Nullable IdempotentEvent event(Object[] parameters) {
        return null;
    }

    /** {@return the type of the result that is stored; {@code Void.class} where there is none} */
    protected abstract Type resultType();

    /** {@return the id of the guarded method} */
    protected abstract String methodId();
}
