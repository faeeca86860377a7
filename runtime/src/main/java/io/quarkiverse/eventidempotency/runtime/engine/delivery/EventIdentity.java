package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;

/**
 * What names one event.
 *
 * @param key the idempotency key; {@code null} or empty when it is missing
 * @param eventId the event's id, when it is known
 * @param eventType the event's type, when it is known
 * @param fingerprint the digest of what must be the same for the same key; {@code null} when none is taken
 * @param ttlMillis how long this event is remembered once it is completed, in milliseconds; 0 for as long as the policy says
 * @param noKey why there is no key; {@code null} where there is one, and where nothing more is known
 */
public record EventIdentity(@Nullable String key, @Nullable String eventId, @Nullable String eventType,
        @Nullable String fingerprint, long ttlMillis, @Nullable NoKey noKey) {

    public EventIdentity(@Nullable String key, @Nullable String eventId, @Nullable String eventType) {
        this(key, eventId, eventType, null, 0, null);
    }

    boolean unguardedOnPurpose() {
        return noKey != null && noKey.onPurpose();
    }

    /** {@return the ending of a body that runs unguarded for want of a key} */
    public DeliveryOutcome endingWithoutKey() {
        return unguardedOnPurpose() ? DeliveryOutcome.UNGUARDED_ON_PURPOSE : DeliveryOutcome.UNGUARDED_NO_KEY;
    }
}
