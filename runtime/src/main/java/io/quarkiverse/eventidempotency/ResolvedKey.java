package io.quarkiverse.eventidempotency;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The key of one event, and how long it is remembered if that is not the same for all; or that the event needs no guard.
 *
 * @param key the idempotency key; {@code null} or empty when it is missing, or when there is to be none
 * @param ttl how long the event is remembered once it is completed, from one millisecond to 36,500 days; {@code null} for as
 *        long as the method's {@code ttl}
 * @param guarded whether the event is guarded; otherwise the body runs for it at each delivery, and no key is missing, whatever
 *        {@code onMissingKey} says
 */
public record ResolvedKey(@Nullable String key, @Nullable Duration ttl, boolean guarded) {

    private static final ResolvedKey UNGUARDED = new ResolvedKey(null, null, false);

    /**
     * The key of one event, or that it needs no guard.
     *
     * @throws IllegalArgumentException if an event that needs no guard has a key or a time to live
     */
    public ResolvedKey {
        if (!guarded && (key != null || ttl != null)) {
            throw new IllegalArgumentException("An event that is unguarded has neither a key nor a time to live: it has no"
                    + " record. Use ResolvedKey.of to guard it");
        }
    }

    /** A key of an event that is guarded. */
    public ResolvedKey(@Nullable String key, @Nullable Duration ttl) {
        this(key, ttl, true);
    }

    /** {@return a key of an event that is remembered for as long as all others} */
    public static ResolvedKey of(@Nullable String key) {
        return new ResolvedKey(key, null, true);
    }

    /** {@return a key of an event with a time to live of its own} */
    public static ResolvedKey of(@Nullable String key, @Nullable Duration ttl) {
        return new ResolvedKey(key, ttl, true);
    }

    /** {@return that the body runs for this event at each delivery, without a guard} */
    public static ResolvedKey unguarded() {
        return UNGUARDED;
    }
}
