package io.quarkiverse.eventidempotency.runtime.engine;

import org.jspecify.annotations.Nullable;

/**
 * The form of a scope's keys in the store, and wherever else they are shown.
 *
 * @param generation the text in front of each key, with a slash between the two; {@code null} for none
 * @param hashed whether a digest stands for each key, and the ids of events are left out
 */
public record KeyForm(@Nullable String generation, boolean hashed) {

    /** Keys as they are. */
    public static final KeyForm PLAIN = new KeyForm(null, false);

    /**
     * {@return the key in the store} The generation stays in front of the digest, so that the keys of one generation can be
     * told from the others'.
     */
    public String stored(String key) {
        String stored = hashed ? Keys.hashed(key) : Keys.stored(key);
        return generation == null ? stored : generation + '/' + stored;
    }

    /** {@return the id of an event as the store may contain it; {@code null} for none} An id can be the key itself. */
    public @Nullable String shownId(@Nullable String eventId) {
        return hashed ? null : eventId;
    }
}
