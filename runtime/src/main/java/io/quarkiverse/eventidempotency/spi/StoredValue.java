package io.quarkiverse.eventidempotency.spi;

import org.jspecify.annotations.Nullable;

/**
 * What stands under a key of the store, a record or not.
 *
 * @param storeKey where it stands
 * @param text the value; {@code null} for one that is no text, such as a list in Redis
 * @param remainingMillis how much longer it stands there, in milliseconds; -1 for ever
 */
public record StoredValue(String storeKey, @Nullable String text, long remainingMillis) {
}
