package io.quarkiverse.eventidempotency.dev;

/**
 * What a delivery of an event would get now.
 *
 * @param outcome how it would end, as an ended delivery is reported; {@code runs} for a handler that runs guarded,
 *        {@code waits} for a delivery that waits for another one, {@code key-failed} for a key that cannot be taken
 * @param runs whether the handler would run at once
 * @param attempt which attempt of the event that would be; 0 for none
 * @param sentence all of it in a sentence
 */
public record Forecast(String outcome, boolean runs, int attempt, String sentence) {

    static Forecast runs(int attempt, String reason) {
        return new Forecast("runs", true, attempt, reason + ", attempt " + attempt + ".");
    }

    static Forecast unguarded(String outcome, String sentence) {
        return new Forecast(outcome, true, 0, sentence);
    }

    static Forecast suppressed(String outcome, String sentence) {
        return new Forecast(outcome, false, 0, sentence);
    }

    /** {@return the same where deliveries are only observed: the handler runs} */
    Forecast observedAs(String reported) {
        return unguarded(reported, "Only observed (mode=observe): the handler would run. A guarded delivery: " + sentence);
    }
}
