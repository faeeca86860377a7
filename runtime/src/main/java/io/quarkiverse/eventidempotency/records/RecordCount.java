package io.quarkiverse.eventidempotency.records;

/**
 * How many records match a filter.
 *
 * @param n how many were found
 * @param exact whether these are all; false when there are at least so many, and counting ended there
 * @param foreign how many values that are no records were passed over, since the filter does not ask for them
 */
public record RecordCount(long n, boolean exact, long foreign) {
}
