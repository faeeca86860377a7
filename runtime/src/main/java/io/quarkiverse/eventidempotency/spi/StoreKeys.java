package io.quarkiverse.eventidempotency.spi;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What one step over a store's keys found.
 *
 * @param storeKeys keys that match, in no order; may be empty although more follow, and may have a key twice
 * @param next the cursor of the next step; {@code null} when there is none
 */
public record StoreKeys(List<String> storeKeys, @Nullable String next) {

    /** Keeps a copy of the list. */
    public StoreKeys {
        storeKeys = List.copyOf(storeKeys);
    }
}
