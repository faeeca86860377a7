package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import org.jspecify.annotations.Nullable;

/**
 * How one method's result becomes JSON and comes back.
 *
 * @param <T> the result's type
 */
public interface ResultMapping<T extends @Nullable Object> {

    /**
     * The result as JSON.
     *
     * @throws Exception if it cannot be written
     */
    String encode(@Nullable T result) throws Exception;

    /**
     * The result that JSON stands for.
     *
     * @throws Exception if it cannot be read as this type
     */
    @Nullable
    T decode(String json) throws Exception;

    /**
     * The difference between a result and what a duplicate would get. For development and tests.
     *
     * @param json what {@link #encode} returned for the result
     * @return the member that differs, and how; {@code null} when none does
     * @throws Exception if the result cannot be read back
     */
    default @Nullable String difference(@Nullable T result, String json) throws Exception {
        decode(json);
        return null;
    }

    /** A duplicate gets the result of the first run. Called before its caller does, on the caller's thread or context. */
    default void replayed() {
    }

    /** {@return what a delivery gets that is to have no result: {@code null}, or an empty {@code Optional}} */
    default @Nullable T empty() {
        return null;
    }
}
