package io.quarkiverse.eventidempotency.dev;

import org.jspecify.annotations.Nullable;

/**
 * What has become of one delivery that somebody tries.
 *
 * @param number which one of its trial it is, from 1
 * @param running whether it has not ended yet
 * @param outcome how it ended, as {@code completed} or {@code replayed}; {@code null} while it is running, and where no guard
 *        was asked
 * @param executed whether its body ran
 * @param attempt the attempt whose body ran; 0 for none
 * @param result what it got, as JSON
 * @param error the class of what it failed with
 * @param message the message of what it failed with
 * @param settled what became of its message: {@code acked} or {@code nacked}; {@code null} when it takes none, and while
 *        nobody has settled it
 * @param millis how long it took, or has taken so far
 * @param thread the thread that it was called on
 */
public record Tried(int number, boolean running, @Nullable String outcome, boolean executed, int attempt,
        @Nullable String key, @Nullable String result, @Nullable String error, @Nullable String message,
        @Nullable String settled, double millis, @Nullable String thread) {
}
