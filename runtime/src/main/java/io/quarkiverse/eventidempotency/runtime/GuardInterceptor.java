package io.quarkiverse.eventidempotency.runtime;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.IdempotentEvent;

/**
 * What a generated interceptor is made of: its method's key extraction, event and result type. The shape of the method
 * decides which subclass it extends.
 */
public abstract class GuardInterceptor {

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
