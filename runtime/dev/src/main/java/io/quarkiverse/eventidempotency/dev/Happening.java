package io.quarkiverse.eventidempotency.dev;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a delivery, or to the store.
 *
 * @param number which one it is: later ones have larger numbers, after a reload too
 * @param at when, in milliseconds since 1970
 * @param kind what happened, as {@code claimed}, {@code wait} or {@code replayed}
 * @param ended whether the delivery ended with it
 * @param executed whether its body ran, for one that ended
 * @param suppressed whether its body did not run since its event has run before, runs, or may not run again
 * @param method what is guarded; empty for what happened to the store
 * @param attempt which attempt ran; 0 for none
 * @param millis how long the delivery took, for one that ended
 * @param text what is told besides, such as why the store cannot be reached
 */
public record Happening(long number, long at, String kind, boolean ended, boolean executed, boolean suppressed,
        String method, @Nullable String scope, @Nullable String key, int attempt, @Nullable Double millis,
        @Nullable String text) {
}
