package io.quarkiverse.eventidempotency.records;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What stands under one key of the store, and how long it still does.
 *
 * @param storeKey where it stands: key prefix, scope and key
 * @param record the record; {@code null} when the value is none, and somebody else's
 * @param text the value as it is stored; {@code null} when it is no text, such as a list in Redis
 * @param remainingTtl how much longer it stands there; {@code null} for ever
 * @param remainingLease for a record in flight, how much longer its owner's lease runs by the store's clock; negative when it
 *        ended, by how long ago; {@code null} when the record is not in flight, or nobody can tell
 */
public record FoundRecord(String storeKey, @Nullable IdempotencyRecord record, @Nullable String text,
        @Nullable Duration remainingTtl, @Nullable Duration remainingLease) {
}
