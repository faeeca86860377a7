package io.quarkiverse.eventidempotency.dev;

import java.util.HashSet;
import java.util.Set;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpecs;

/** Makes rows and details of records. */
@Singleton
public class RecordRows {

    private static final int MAX_ERROR = 200;
    private static final int MAX_TEXT = 256 * 1024;

    private final String keyPrefix;
    private final Set<@Nullable String> inTransaction = new HashSet<>();
    private final RecentDeliveries recent;

    RecordRows(EventIdempotencyConfig config, GuardedMethodSpecs specs, RecentDeliveries recent) {
        this.keyPrefix = config.keyPrefix();
        this.recent = recent;
        for (GuardedMethodSpec spec : specs.specs()) {
            if (spec.inTransaction()) {
                inTransaction.add(spec.scope());
            }
        }
    }

    /** {@return the place of a record in the store} */
    String storeKey(@Nullable String scope, String key) {
        return scope == null ? keyPrefix + key : keyPrefix + scope + ':' + key;
    }

    /** {@return whether a record stands where no delivery of its scope and key finds it} */
    boolean isMisplaced(FoundRecord found) {
        IdempotencyRecord record = found.record();
        return record != null && record.key() != null && !isRow(record)
                && !found.storeKey().equals(storeKey(record.scope(), record.key()));
    }

    /** A row of a table has no owner. */
    private boolean isRow(IdempotencyRecord record) {
        return record.owner() == null && inTransaction.contains(record.scope());
    }

    RecordRow row(FoundRecord found) {
        IdempotencyRecord record = found.record();
        String kind = RecentDeliveries.name(RecordKind.of(found));
        if (record == null) {
            return new RecordRow(found.storeKey(), kind, kind, null, null, null, null, 0, null, null, null, null, false, null,
                    null, null, null, RecordRow.millis(found.remainingTtl()), null, 0, 0, false);
        }
        return new RecordRow(found.storeKey(), RecentDeliveries.name(record.status()), kind, record.scope(), record.key(),
                record.eventId(), record.eventType(), record.attempt(), record.node(), record.firstSeenAt(),
                record.startedAt(), record.completedAt(), record.retryable(), cut(record.error(), MAX_ERROR),
                record.errorType(), record.owner(), RecordRow.millis(record.lease()), RecordRow.millis(found.remainingTtl()),
                RecordRow.millis(found.remainingLease()), recent.duplicatesOf(found.storeKey()),
                recent.waitingFor(found.storeKey()), isMisplaced(found));
    }

    RecordDetail detail(FoundRecord found) {
        IdempotencyRecord record = found.record();
        String text = cut(found.text(), MAX_TEXT);
        if (record == null) {
            return new RecordDetail(row(found), false, null, null, false, null, 0, null, null, null, null, text,
                    length(found.text()));
        }
        return new RecordDetail(row(found), isRow(record), record.fence() == 0 ? null : String.valueOf(record.fence()),
                RecordRow.millis(record.ttl()), record.hasResult(), cut(record.result(), MAX_TEXT), length(record.result()),
                record.error(), record.errorType(), record.fingerprint(), record.traceId(), text, length(found.text()));
    }

    private static @Nullable String cut(@Nullable String text, int max) {
        if (text == null || text.length() <= max) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
