package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;

/**
 * One delivery, as a body sees it that is called for duplicates too.
 *
 * @param <T> the type of the results
 */
public interface Processing<T extends @Nullable Object> {

    /** {@return whether the event has been completed before} */
    boolean isDuplicate();

    /**
     * The result of the first run.
     *
     * @return {@code null} when that was {@code null}, or is not stored
     * @throws IllegalStateException if this is no duplicate
     * @throws ResultUnavailableException if what is stored is no longer of the result's type
     */
    @Nullable
    T cachedResult();

    /**
     * The record of the first run.
     *
     * @throws IllegalStateException if this is no duplicate
     */
    IdempotencyRecord record();

    /** {@return the key, attempt and fence of this delivery; of a duplicate, without an attempt} */
    IdempotencyContext context();
}
