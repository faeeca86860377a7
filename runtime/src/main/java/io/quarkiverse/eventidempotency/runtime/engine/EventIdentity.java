package io.quarkiverse.eventidempotency.runtime.engine;

import org.jspecify.annotations.Nullable;

/**
 * What names one event.
 *
 * @param key the idempotency key; {@code null} or empty when it is missing
 * @param eventId the event's id, when it is known
 * @param eventType the event's type, when it is known
 * @param fingerprint the digest of what must be the same for the same key; {@code null} when none is taken
 * @param ttlMillis how long this event is remembered once it is completed, in milliseconds; 0 for as long as the policy says
 */
public record EventIdentity(@Nullable String key, @Nullable String eventId, @Nullable String eventType,
        @Nullable String fingerprint, long ttlMillis) {

    public EventIdentity(@Nullable String key, @Nullable String eventId, @Nullable String eventType) {
        this(key, eventId, eventType, null, 0);
    }
}
