package io.quarkiverse.eventidempotency.dev;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A record in a list.
 *
 * @param status the state in lower case; {@code foreign} for a value that is no record
 * @param kind the state with the failures told apart: {@code processing}, {@code completed}, {@code runs-again},
 *        {@code failed-permanently}, {@code quarantined}, {@code attempts-exhausted}, {@code released} or {@code foreign}
 * @param error the first part of the message of a failure
 * @param owner the token of the claim; empty for a record that was released
 * @param remainingTtlMillis how much longer the record stands there; {@code null} for ever
 * @param remainingLeaseMillis how much longer its lease runs, negative when it has expired; {@code null} when it is unknown
 * @param duplicates how many duplicates of it this process has seen
 * @param waiting how many callers of this process wait for its owner
 * @param misplaced whether its scope and key belong under another key of the store
 */
public record RecordRow(String storeKey, String status, String kind, @Nullable String scope, @Nullable String key,
        @Nullable String eventId, @Nullable String eventType, int attempt, @Nullable String node,
        @Nullable String firstSeenAt, @Nullable String startedAt, @Nullable String completedAt, boolean retryable,
        @Nullable String error, @Nullable String errorType, @Nullable String owner, @Nullable Long leaseMillis,
        @Nullable Long remainingTtlMillis, @Nullable Long remainingLeaseMillis, int duplicates, int waiting,
        boolean misplaced) {

    static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
