package io.quarkiverse.eventidempotency.dev;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;

/**
 * What a list shows of a record.
 *
 * @param status the state in lower case; {@code foreign} for a value that is no record
 * @param remainingTtlMillis how much longer it stands there; {@code null} for ever
 * @param remainingLeaseMillis how much longer its lease runs, negative when it has ended; {@code null} when nobody can tell
 * @param duplicates how many duplicates of it this process has seen
 * @param leaseMillis the lease of its claim; {@code null} for a writer without leases
 * @param waiting how many deliveries to this process wait for its owner
 */
public record RecordRow(String storeKey, String status, @Nullable String scope, @Nullable String key,
        @Nullable String eventId, @Nullable String eventType, int attempt, @Nullable String node,
        @Nullable String firstSeenAt, @Nullable String startedAt, @Nullable String completedAt, boolean retryable,
        @Nullable Long remainingTtlMillis, @Nullable Long remainingLeaseMillis, int duplicates,
        @Nullable String owner, @Nullable Long leaseMillis, int waiting) {

    static RecordRow of(FoundRecord found, RecentDeliveries recent) {
        IdempotencyRecord record = found.record();
        if (record == null) {
            return new RecordRow(found.storeKey(), status(found), null, null, null, null, 0, null, null, null, null, false,
                    millis(found.remainingTtl()), null, 0, null, null, 0);
        }
        return new RecordRow(found.storeKey(), status(found), record.scope(),
                record.key(), record.eventId(), record.eventType(), record.attempt(), record.node(), record.firstSeenAt(),
                record.startedAt(), record.completedAt(), record.retryable(), millis(found.remainingTtl()),
                millis(found.remainingLease()), recent.duplicatesOf(found.storeKey()), record.owner(), millis(record.lease()),
                recent.waitingFor(found.storeKey()));
    }

    static String status(FoundRecord found) {
        return found.record() == null ? "foreign" : RecentDeliveries.name(found.record().status());
    }

    static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
