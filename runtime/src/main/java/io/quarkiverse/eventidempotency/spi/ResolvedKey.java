package io.quarkiverse.eventidempotency.spi;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The key of one event, and how long it is remembered if that is not the same for all.
 *
 * @param key the idempotency key; {@code null} or empty when it is missing
 * @param ttl how long the event is remembered once it is completed, from one millisecond to 36,500 days; {@code null} for as
 *        long as the method's {@code ttl}
 */
public record ResolvedKey(@Nullable String key, @Nullable Duration ttl) {

    /** {@return a key of an event that is remembered for as long as all others} */
    public static ResolvedKey of(@Nullable String key) {
        return new ResolvedKey(key, null);
    }

    /** {@return a key of an event with a time to live of its own} */
    public static ResolvedKey of(@Nullable String key, @Nullable Duration ttl) {
        return new ResolvedKey(key, ttl);
    }
}
