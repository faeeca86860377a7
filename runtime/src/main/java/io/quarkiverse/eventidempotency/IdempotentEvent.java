package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.Nullable;

/**
 * An event that knows its own identity.
 * <p>
 * An {@link Idempotent @Idempotent} method that takes one, and names no key otherwise, uses {@link #idempotencyKey()}, or
 * {@link #eventId()} when that is {@code null} or blank. Without either, the key is missing.
 */
public interface IdempotentEvent {

    /**
     * {@return the event's id, unique for each event; the same each time the event is delivered; {@code null} or blank when it
     * has none}
     */
    @Nullable
    String eventId();

    /** {@return the event's type, for the record; {@code null} when it has none} */
    default @Nullable String eventType() {
        return null;
    }

    /** {@return the key within which the event is processed once; {@code null} or blank to use {@link #eventId()}} */
    default @Nullable String idempotencyKey() {
        return null;
    }
}
