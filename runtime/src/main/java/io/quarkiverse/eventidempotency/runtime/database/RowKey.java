package io.quarkiverse.eventidempotency.runtime.database;

import org.jspecify.annotations.Nullable;

/**
 * The primary key of a row.
 *
 * @param scope the scope; {@code null} for none
 * @param key the idempotency key as it stands in the table
 */
public record RowKey(@Nullable String scope, String key) {

    /** {@return the key of a row, whose scope is never null there} */
    public static RowKey of(String scope, String key) {
        return new RowKey(scope.isEmpty() ? null : scope, key);
    }
}
