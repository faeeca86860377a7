package io.quarkiverse.eventidempotency.dev;

import java.util.List;

/**
 * What happened since somebody last looked.
 *
 * @param items in the order in which they happened
 * @param missed how many more there were before them, too many to be kept
 * @param executed how many deliveries have run their body since the application started
 * @param suppressed how many have not, since their event has run before, runs, or may not run again; others, such as those
 *        without a key, are neither
 * @param last the number of the last one
 * @param over whether nothing follows in this stream: whoever watches on asks anew, from {@code last}
 */
public record Happenings(List<Happening> items, long missed, long executed, long suppressed, long last, boolean over) {
}
