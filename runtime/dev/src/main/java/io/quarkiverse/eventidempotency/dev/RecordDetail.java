package io.quarkiverse.eventidempotency.dev;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.FoundRecord;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;

/**
 * All of one record.
 *
 * @param fence as text, since scripts round long numbers
 * @param text the value as it is stored, shortened where it is very long; {@code null} when it is no text
 */
public record RecordDetail(RecordRow row, @Nullable String owner, @Nullable String fence, @Nullable Long leaseMillis,
        @Nullable Long ttlMillis, boolean hasResult, @Nullable String result, @Nullable String error,
        @Nullable String errorType, @Nullable String fingerprint, @Nullable String traceId,
        @Nullable String text) {

    private static final int MAX_TEXT = 256 * 1024;

    static RecordDetail of(FoundRecord found, RecentDeliveries recent) {
        RecordRow row = RecordRow.of(found, recent);
        IdempotencyRecord record = found.record();
        String text = shortened(found.text());
        if (record == null) {
            return new RecordDetail(row, null, null, null, null, false, null, null, null, null, null, text);
        }
        return new RecordDetail(row, record.owner(), String.valueOf(record.fence()), RecordRow.millis(record.lease()),
                RecordRow.millis(record.ttl()), record.hasResult(), shortened(record.result()), record.error(),
                record.errorType(), record.fingerprint(), record.traceId(), text);
    }

    private static @Nullable String shortened(@Nullable String text) {
        return text == null || text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }
}
