package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * Makes the idempotency keys of one or several {@link io.quarkiverse.eventidempotency.Idempotent @Idempotent} methods, which
 * name it as their {@code keyResolver}. A CDI bean of any scope that is active where the methods are called; it is looked up
 * once for each method and may be called by many threads at once.
 *
 * @param <T> what a key is made of: the type of one parameter of those methods, or of the payload of one
 */
public interface KeyResolver<T> {

    /**
     * Resolves the key of one delivery. It is asked once for each delivery, on the caller's thread, which may be an event loop:
     * it must not block.
     *
     * @param argument the parameter, or its payload; never {@code null}
     * @return the key, the same each time the event is delivered; {@code null}, or one without a key, when the key is missing;
     *         {@link ResolvedKey#unguarded()} for an event that needs no guard
     * @throws RuntimeException as it likes; the delivery then fails with it and the body does not run
     */
    @Nullable
    ResolvedKey resolve(T argument);
}
