package io.quarkiverse.eventidempotency.runtime.memory;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.spi.RecordJson;

/**
 * A value that came as text: a settled record, or what somebody else wrote. It is parsed once, and only when a step needs
 * more of it than that it is completed, and by whom.
 */
final class TextRecord extends StoredRecord {

    private static final String COMPLETED = "{\"status\":\"completed\"";
    private static final String OWNER = ",\"owner\":\"";

    private final String text;
    private final boolean completed;

    // Parsed twice at worst when threads meet, with the same outcome
    private volatile boolean parsed;
    private volatile @Nullable IdempotencyRecord record;

    TextRecord(String text, long expiresAt) {
        super(expiresAt);
        this.text = text;
        this.completed = text.startsWith(COMPLETED);
    }

    private @Nullable IdempotencyRecord record() {
        if (!parsed) {
            record = RecordJson.parse(text);
            parsed = true;
        }
        return record;
    }

    @Override
    String text() {
        return text;
    }

    @Override
    StoredRecord until(long expiresAt) {
        return new TextRecord(text, expiresAt);
    }

    @Override
    @Nullable
    RecordStatus status() {
        if (completed) {
            return RecordStatus.COMPLETED;
        }
        IdempotencyRecord record = record();
        return record == null ? null : record.status();
    }

    @Override
    @Nullable
    String owner() {
        // our records begin with status and owner: a large result is not parsed for them
        if (completed && text.startsWith(OWNER, COMPLETED.length())) {
            int start = COMPLETED.length() + OWNER.length();
            int end = text.indexOf('"', start);
            return end < 0 ? null : text.substring(start, end);
        }
        IdempotencyRecord record = record();
        return record == null ? null : record.owner();
    }

    @Override
    int attempt() {
        IdempotencyRecord record = record();
        return record == null ? 0 : record.attempt();
    }

    @Override
    long fence() {
        IdempotencyRecord record = record();
        return record == null ? 0 : record.fence();
    }

    @Override
    long leaseMillis() {
        IdempotencyRecord record = record();
        return millis(record == null ? null : record.lease());
    }

    @Override
    long ttlMillis() {
        IdempotencyRecord record = record();
        return millis(record == null ? null : record.ttl());
    }

    @Override
    @Nullable
    String scope() {
        IdempotencyRecord record = record();
        return record == null ? null : record.scope();
    }

    @Override
    @Nullable
    String key() {
        IdempotencyRecord record = record();
        return record == null ? null : record.key();
    }

    @Override
    @Nullable
    String fingerprint() {
        IdempotencyRecord record = record();
        return record == null ? null : record.fingerprint();
    }

    @Override
    @Nullable
    String firstSeenAt() {
        IdempotencyRecord record = record();
        String seen = record == null ? null : record.firstSeenAt();
        return seen == null ? null : '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(seen)) + '"';
    }

    @Override
    boolean retryable() {
        IdempotencyRecord record = record();
        return record != null && record.retryable();
    }

    private static long millis(@Nullable Duration duration) {
        return duration == null ? -1 : duration.toMillis();
    }
}
