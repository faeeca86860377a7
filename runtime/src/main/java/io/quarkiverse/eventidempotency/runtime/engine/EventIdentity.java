package io.quarkiverse.eventidempotency.runtime.engine;

import org.jspecify.annotations.Nullable;

/**
 * What names one event.
 *
 * @param key the idempotency key; {@code null} or empty when it is missing
 * @param eventId the event's id, when it is known
 * @param eventType the event's type, when it is known
 */
public record EventIdentity(@Nullable String key, @Nullable String eventId, @Nullable String eventType) {
}
