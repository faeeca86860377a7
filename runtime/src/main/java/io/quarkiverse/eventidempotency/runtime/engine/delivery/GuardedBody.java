package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.RecordContent;

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

    /**
     * What runs, unguarded, in the place of this body when its event has been completed before.
     *
     * @param key the key as it stands in the store
     * @param duplicate the record of the first run
     * @return {@code null} to answer the duplicate as the policy says
     */
    default @Nullable GuardedBody<R> insteadFor(String key, RecordContent duplicate) {
        return null;
    }
}
