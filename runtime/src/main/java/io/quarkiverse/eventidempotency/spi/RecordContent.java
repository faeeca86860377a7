package io.quarkiverse.eventidempotency.spi;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;

/**
 * The value in a reply of a store. Text is parsed when it is first read, on the thread that reads it: never on a thread of the
 * store.
 */
public interface RecordContent {

    /** {@return a value that is text} */
    static RecordContent of(String text) {
        return new TextContent(text, null);
    }

    /** {@return a value that is text in UTF-8; the bytes must not change} */
    static RecordContent of(byte[] utf8) {
        return new TextContent(null, utf8);
    }

    /** {@return the record that an acquired claim stores, without rendering it} */
    static RecordContent of(ClaimRequest claim, ClaimReply acquired) {
        return new ClaimedContent(claim, acquired);
    }

    /** {@return the record; {@code null} when the value is no record} */
    @Nullable
    IdempotencyRecord record();

    /** {@return the record's status; {@code null} when the value is no record} */
    default @Nullable RecordStatus status() {
        IdempotencyRecord record = record();
        return record == null ? null : record.status();
    }

    /** {@return the token of the claim that wrote the record; {@code null} in records of writers that have none} */
    default @Nullable String owner() {
        IdempotencyRecord record = record();
        return record == null ? null : record.owner();
    }

    /** {@return whether a claim wrote the record, by its token} */
    default boolean isOwnedBy(ClaimRequest claim) {
        return claim.owner().equals(owner());
    }

    /** {@return the record's number of claims} */
    default int attempt() {
        IdempotencyRecord record = record();
        return record == null ? 0 : record.attempt();
    }

    /** {@return the record's fence; 0 in records of writers that have none} */
    default long fence() {
        IdempotencyRecord record = record();
        return record == null ? 0 : record.fence();
    }

    /** {@return the record's lease in milliseconds; negative for none} */
    default long leaseMillis() {
        IdempotencyRecord record = record();
        return record == null || record.lease() == null ? -1 : record.lease().toMillis();
    }

    /** {@return the time-to-live that the record was written with, in milliseconds; negative for none} */
    default long ttlMillis() {
        IdempotencyRecord record = record();
        return record == null || record.ttl() == null ? -1 : record.ttl().toMillis();
    }

    /** {@return whether the record is of a failed event that may run again} */
    default boolean retryable() {
        IdempotencyRecord record = record();
        return record != null && record.retryable();
    }

    /** {@return the record's scope; {@code null} for none} */
    default @Nullable String scope() {
        IdempotencyRecord record = record();
        return record == null ? null : record.scope();
    }

    /** {@return the record's idempotency key; {@code null} in records of writers that leave it out} */
    default @Nullable String key() {
        IdempotencyRecord record = record();
        return record == null ? null : record.key();
    }

    /** {@return the record's payload digest; {@code null} for none} */
    default @Nullable String fingerprint() {
        IdempotencyRecord record = record();
        return record == null ? null : record.fingerprint();
    }

    /** {@return the stored result as JSON; {@code null} for none} */
    default @Nullable String result() {
        IdempotencyRecord record = record();
        return record == null ? null : record.result();
    }

    /** {@return the value as text} */
    String text();

    /** {@return about how many bytes the value has as text, for what bounds the memory that values take} */
    default long size() {
        return text().length();
    }
}
