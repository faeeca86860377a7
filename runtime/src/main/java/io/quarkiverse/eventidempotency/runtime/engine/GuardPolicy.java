package io.quarkiverse.eventidempotency.runtime.engine;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.OnDuplicate;
import io.quarkiverse.eventidempotency.OnInFlight;
import io.quarkiverse.eventidempotency.OnMissingKey;
import io.quarkiverse.eventidempotency.OnStoreFailure;

/**
 * What is in force for one guarded method.
 *
 * @param scope what its keys are unique within; {@code null} for none
 * @param keyPrefix what stands in front of a key in the store: prefix, scope and colon
 * @param generation what stands in front of each key, with a slash between the two; {@code null} for nothing
 * @param ttlMillis how long a completed event is remembered, in milliseconds
 * @param leaseMillis how long a claim holds without a sign of its owner, in milliseconds
 * @param waitTimeoutMillis how long to wait for another delivery, in milliseconds
 * @param patient whether to wait on after that
 * @param maxAttempts how many attempts an event has; 0 for no bound
 * @param storeRetryMillis how long to retry a step that the store does not confirm, in milliseconds
 * @param fenceStrict whether fences are always the store's own time, never a client's estimate of it
 * @param resultNeeded whether a duplicate needs the stored result
 * @param counters what counts its deliveries; those of one scope share them
 */
public record GuardPolicy(@Nullable String scope, String keyPrefix, @Nullable String generation, OnDuplicate onDuplicate,
        OnInFlight onInFlight, OnMissingKey onMissingKey, OnStoreFailure onStoreFailure, AfterCrash afterCrash, long ttlMillis,
        long leaseMillis, long waitTimeoutMillis, boolean patient, int maxAttempts, long storeRetryMillis, boolean fenceStrict,
        boolean resultNeeded, DeliveryCounters counters) {

    /** How long a quarantined or exhausted event is held at least, in milliseconds: seven days. */
    private static final long QUARANTINE_RETENTION_MILLIS = 7L * 24 * 60 * 60 * 1000;

    /**
     * The time to live of a record that is not completed, in milliseconds. It outlives the lease, so that a takeover sees
     * the record, and a short {@code ttl} does not lift a quarantine.
     */
    long holdMillis() {
        long hold = Math.max(ttlMillis, 2 * leaseMillis);
        return afterCrash == AfterCrash.QUARANTINE || maxAttempts > 0 ? Math.max(hold, QUARANTINE_RETENTION_MILLIS) : hold;
    }
}
