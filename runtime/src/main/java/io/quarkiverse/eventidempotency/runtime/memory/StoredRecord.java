package io.quarkiverse.eventidempotency.runtime.memory;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.runtime.memory.RecordQueue.Segment;
import io.quarkiverse.eventidempotency.spi.RecordContent;

/**
 * A value of the store in memory and the end of its time-to-live. A step replaces it whole. Its places in the table's queues
 * are set before it is published.
 */
final class StoredRecord {

    private final String storeKey;
    private final RecordContent content;
    private final long expiresAt;

    /** The place among all keys. */
    @Nullable
    Segment keySegment;
    byte keyIndex;

    /** The place among the records that can be dropped; {@code null} for none. */
    @Nullable
    Segment dropSegment;
    byte dropIndex;

    /** @param expiresAt by the store's clock, or {@link StoreClock#NEVER} */
    StoredRecord(String storeKey, RecordContent content, long expiresAt) {
        this.storeKey = storeKey;
        this.content = content;
        this.expiresAt = expiresAt;
    }

    /** {@return the record of a text, parsed here and not again} */
    static StoredRecord of(String storeKey, String text, long expiresAt) {
        RecordContent content = RecordContent.of(text);
        content.record();
        return new StoredRecord(storeKey, content, expiresAt);
    }

    /** {@return the same value with another end of its time-to-live} */
    StoredRecord until(long expiresAt) {
        return new StoredRecord(storeKey, content, expiresAt);
    }

    String storeKey() {
        return storeKey;
    }

    RecordContent content() {
        return content;
    }

    @Nullable
    RecordStatus status() {
        return content.status();
    }

    long expiresAt() {
        return expiresAt;
    }

    boolean persisted() {
        return expiresAt == StoreClock.NEVER;
    }

    /** {@return the remaining time-to-live in milliseconds; -1 for none} */
    long remainingMillis(long now) {
        return persisted() ? -1 : StoreClock.millis(expiresAt - now);
    }

    boolean expired(long now) {
        return expiresAt <= now;
    }

    /** {@return whether the record contains what the measure of a lease needs} */
    boolean hasLease() {
        return content.leaseMillis() >= 0 && content.ttlMillis() >= 0;
    }

    /** {@return what is left of the owner's lease; at most 0 when it has expired} */
    long leaseNanos(long now) {
        return StoreClock.nanos(content.leaseMillis()) - (StoreClock.nanos(content.ttlMillis()) - (expiresAt - now));
    }
}
