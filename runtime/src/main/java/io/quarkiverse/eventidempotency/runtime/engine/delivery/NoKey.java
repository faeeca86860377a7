package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.function.Supplier;

/**
 * The reason for which an event has no idempotency key.
 *
 * @param onPurpose whether the event is not to be guarded; otherwise its key is missing
 * @param text what is missing, where, and what to do; asked for only where it is shown
 */
public record NoKey(boolean onPurpose, Supplier<String> text) {

    /** The event is not to be guarded. */
    public static final NoKey ON_PURPOSE = new NoKey(true, () -> "The event is not to be guarded");

    public static NoKey missing(Supplier<String> text) {
        return new NoKey(false, text);
    }
}
