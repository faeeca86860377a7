package io.quarkiverse.eventidempotency.runtime.engine;

import org.jspecify.annotations.Nullable;

/**
 * The body of a guarded method.
 *
 * @param <R> what it returns: a result, or a {@code Uni} of one
 */
@FunctionalInterface
public interface GuardedBody<R extends @Nullable Object> {

    /**
     * Runs it.
     *
     * @throws Exception as it likes
     */
    @Nullable
    R call() throws Exception;
}
