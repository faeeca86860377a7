package io.quarkiverse.eventidempotency.runtime.memory;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.RecordStatus;

/**
 * A value of the store in memory and the end of its time to live. Immutable: a step replaces it whole, so that comparing
 * and setting one reference makes the step atomic.
 */
abstract class StoredRecord {

    /** The end of a time to live that has none. */
    static final long PERSISTED = Long.MAX_VALUE;

    /** So long that it does not end, and still so short that it can be added to the time. */
    private static final long FOREVER = Long.MAX_VALUE / 4;

    private final long expiresAt;

    /** @param expiresAt the end of the time to live by the table's clock in nanoseconds, or {@link #PERSISTED} */
    StoredRecord(long expiresAt) {
        this.expiresAt = expiresAt;
    }

    static long nanos(long millis) {
        return Math.min(TimeUnit.MILLISECONDS.toNanos(millis), FOREVER);
    }

    final boolean persisted() {
        return expiresAt == PERSISTED;
    }

    final boolean expired(long now) {
        return expiresAt <= now;
    }

    final long remainingNanos(long now) {
        return expiresAt - now;
    }

    final long expiresAt() {
        return expiresAt;
    }

    /** {@return what is left of the owner's lease; at most 0 when it has ended} */
    final long leaseNanos(long now) {
        return nanos(leaseMillis()) - (nanos(ttlMillis()) - remainingNanos(now));
    }

    /** {@return whether it is a failure that the next delivery may try again} */
    final boolean mayRunAgain() {
        return status() == RecordStatus.FAILED && retryable();
    }

    /** {@return the value as it is stored} */
    abstract String text();

    /** {@return the same value with another end of its time to live} */
    abstract StoredRecord until(long expiresAt);

    /** {@return the record's status; {@code null} when the value is no record} */
    abstract @Nullable RecordStatus status();

    abstract @Nullable String owner();

    abstract int attempt();

    abstract long fence();

    /** {@return the lease in milliseconds; negative when the record has none} */
    abstract long leaseMillis();

    /** {@return the time to live that the record was written with, in milliseconds; negative when it has none} */
    abstract long ttlMillis();

    abstract @Nullable String scope();

    abstract @Nullable String key();

    abstract @Nullable String fingerprint();

    /** {@return when the key was first claimed, as a JSON string with quotes} */
    abstract @Nullable String firstSeenAt();

    abstract boolean retryable();
}
