package io.quarkiverse.eventidempotency.runtime.engine.records;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordFilter;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.runtime.engine.EngineClock;
import io.quarkiverse.eventidempotency.spi.RecordJson;
import io.quarkiverse.eventidempotency.spi.StoredValue;

/**
 * Reads values of the store, and finds those that a filter means.
 *
 * @param keyPrefix the text in front of scope and key in the store
 */
record RecordMatcher(RecordFilter filter, KeyText keyText, String keyPrefix, EngineClock clock) {

    static FoundRecord read(StoredValue value) {
        IdempotencyRecord record = value.text() == null ? null : RecordJson.parse(value.text());
        return new FoundRecord(value.storeKey(), record, value.text(),
                value.remainingMillis() < 0 ? null : Duration.ofMillis(value.remainingMillis()),
                record == null ? null : remainingLease(record, value.remainingMillis()));
    }

    private static @Nullable Duration remainingLease(IdempotencyRecord record, long remainingMillis) {
        Duration lease = record.lease();
        Duration ttl = record.ttl();
        if (record.status() != RecordStatus.PROCESSING || lease == null || ttl == null || remainingMillis < 0) {
            return null;
        }
        // what has passed of the time to live is how long the owner has been silent
        return lease.minus(ttl.minusMillis(remainingMillis));
    }

    /** {@return whether it is no record, and the filter does not ask for such values} */
    boolean passesOver(FoundRecord found) {
        return found.record() == null && !filter.foreign();
    }

    boolean matches(FoundRecord found) {
        IdempotencyRecord record = found.record();
        if (record == null) {
            return filter.foreign() && filter.status() == null && filter.olderThan() == null && !filter.leaseEnded()
                    && keyText.matches(placeOf(found, filter.scope())) && meetsCondition(found);
        }
        return isOfScope(record) && keyText.matches(record.key() == null ? placeOf(found, record.scope()) : record.key())
                && (filter.status() == null || filter.status() == record.status())
                && (filter.olderThan() == null || isOlder(record.firstSeenAt(), filter.olderThan()))
                && (!filter.leaseEnded() || hasEnded(found.remainingLease()))
                && meetsCondition(found);
    }

    private boolean meetsCondition(FoundRecord found) {
        return filter.condition() == null || filter.condition().test(found);
    }

    private boolean isOfScope(IdempotencyRecord record) {
        String scope = filter.scope();
        return scope == null || (scope.equals(Idempotent.NO_SCOPE) ? record.scope() == null : scope.equals(record.scope()));
    }

    /** {@return the key by the place where a value stands, for values that do not contain it} */
    private String placeOf(FoundRecord found, @Nullable String scope) {
        String ofScope = ManyRecords.prefix(keyPrefix, scope);
        String storeKey = found.storeKey();
        return storeKey.substring(storeKey.startsWith(ofScope) ? ofScope.length() : keyPrefix.length());
    }

    private static boolean hasEnded(@Nullable Duration lease) {
        return lease != null && lease.compareTo(Duration.ZERO) <= 0;
    }

    private boolean isOlder(@Nullable String since, Duration age) {
        Instant instant = since == null ? null : instant(since);
        return instant != null && Duration.between(instant, Instant.ofEpochMilli(clock.millis())).compareTo(age) >= 0;
    }

    /** ISO-8601, in UTC where it names no offset, as Python may write it. */
    private static @Nullable Instant instant(String text) {
        try {
            TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            return time instanceof OffsetDateTime offset ? offset.toInstant()
                    : ((LocalDateTime) time).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
