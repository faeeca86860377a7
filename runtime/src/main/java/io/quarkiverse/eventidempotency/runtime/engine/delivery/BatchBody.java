package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import org.jspecify.annotations.Nullable;

/**
 * The body of a guarded method that takes several events at once.
 *
 * @param <R> what it returns: a list with one result for each event, or a {@code Uni} of one
 */
@FunctionalInterface
public interface BatchBody<R extends @Nullable Object> {

    /**
     * Runs it for some events of the batch.
     *
     * @param chosen the indices of the events in the batch, ascending; never empty
     * @throws Exception as it likes; a {@link io.quarkiverse.eventidempotency.BatchItemFailures} reports single events
     */
    @Nullable
    R call(int[] chosen) throws Exception;

    /** Called before a call after which no element waits for another owner: the body alone holds its thread then. */
    default void decided() {
    }
}
