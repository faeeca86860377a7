package io.quarkiverse.eventidempotency.spi;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;

/**
 * The value in a reply of a store. Text is parsed when it is first read, on the thread that reads it: never on a thread of the
 * store.
 */
public abstract class RecordContent {

    /** {@return a value that is text} */
    public static RecordContent of(String text) {
        return new TextContent(text, null);
    }

    /** {@return a value that is text in UTF-8; the bytes must not change} */
    public static RecordContent of(byte[] utf8) {
        return new TextContent(null, utf8);
    }

    /** {@return the record that an acquired claim stores, without rendering it} */
    public static RecordContent of(ClaimRequest claim, int attempt, long fence, @Nullable String firstSeenAt) {
        return new ClaimedContent(claim, attempt, fence, firstSeenAt);
    }

    /** {@return the record that a settlement stores, without rendering it} */
    public static RecordContent of(SettleRequest settled) {
        return new SettledContent(settled);
    }

    /** {@return the record; {@code null} when the value is no record} */
    public abstract @Nullable IdempotencyRecord record();

    /** {@return the record's status; {@code null} when the value is no record} */
    public @Nullable RecordStatus status() {
        IdempotencyRecord record = record();
        return record == null ? null : record.status();
    }

    /** {@return the token of the claim that wrote the record; {@code null} in records of writers that have none} */
    public @Nullable String owner() {
        IdempotencyRecord record = record();
        return record == null ? null : record.owner();
    }

    /** {@return the record's number of claims} */
    public int attempt() {
        IdempotencyRecord record = record();
        return record == null ? 0 : record.attempt();
    }

    /** {@return the record's fence; 0 in records of writers that have none} */
    public long fence() {
        IdempotencyRecord record = record();
        return record == null ? 0 : record.fence();
    }

    /** {@return the record's lease in milliseconds; negative for none} */
    public long leaseMillis() {
        IdempotencyRecord record = record();
        return record == null || record.lease() == null ? -1 : record.lease().toMillis();
    }

    /** {@return the time-to-live that the record was written with, in milliseconds; negative for none} */
    public long ttlMillis() {
        IdempotencyRecord record = record();
        return record == null || record.ttl() == null ? -1 : record.ttl().toMillis();
    }

    /** {@return whether the record is of a failed event that may run again} */
    public boolean retryable() {
        IdempotencyRecord record = record();
        return record != null && record.retryable();
    }

    /** {@return the record's scope; {@code null} for none} */
    public @Nullable String scope() {
        IdempotencyRecord record = record();
        return record == null ? null : record.scope();
    }

    /** {@return the record's idempotency key; {@code null} in records of writers that leave it out} */
    public @Nullable String key() {
        IdempotencyRecord record = record();
        return record == null ? null : record.key();
    }

    /** {@return the record's payload digest; {@code null} for none} */
    public @Nullable String fingerprint() {
        IdempotencyRecord record = record();
        return record == null ? null : record.fingerprint();
    }

    /** {@return the stored result as JSON; {@code null} for none} */
    public @Nullable String result() {
        IdempotencyRecord record = record();
        return record == null ? null : record.result();
    }

    /** {@return the value as text} */
    public abstract String text();

    @Override
    public String toString() {
        return text();
    }
}
