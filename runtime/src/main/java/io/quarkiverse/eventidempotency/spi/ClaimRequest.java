package io.quarkiverse.eventidempotency.spi;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.AfterCrash;

/**
 * One claim of one key.
 *
 * @param storeKey where the record stands: prefix, scope and key
 * @param scope what the key is unique within; {@code null} for none
 * @param key the idempotency key, as it is written into the record
 * @param owner the token of this claim: 32 hexadecimal digits
 * @param leaseMillis how long the claim holds without a sign of its owner, in milliseconds
 * @param holdMillis the time to live of the record while it is not completed, in milliseconds, at least twice the lease
 * @param maxAttempts how many attempts the event has; 0 for no bound
 * @param afterCrash what is to happen when a lease is found ended
 * @param fingerprint the payload's digest; {@code null} when none is taken. It is part of the tail too.
 * @param firstSeenAt the record's {@code first_seen_at} if this is the first claim of the key, as a JSON string with quotes
 * @param tail the record's members after {@code first_seen_at}, as JSON that starts with a comma and has no closing brace
 * @param exact whether to claim by a step that decides everything at once, by the store's own time: the record is known to be
 *        there, or its fence must not be an estimate. Else a cheaper step that only serves fresh keys may come first.
 */
public record ClaimRequest(String storeKey, @Nullable String scope, String key, String owner, long leaseMillis,
        long holdMillis, int maxAttempts, AfterCrash afterCrash, @Nullable String fingerprint, String firstSeenAt,
        String tail, boolean exact) {

    /**
     * The record that a claim stores.
     *
     * @param attempt the attempt's number
     * @param fence the attempt's fence
     * @param firstSeenAt when the key was first claimed, as a JSON string with quotes
     * @return the record as JSON
     */
    public String processingRecord(int attempt, long fence, String firstSeenAt) {
        return new StringBuilder(256)
                .append("{\"status\":\"processing\",\"owner\":\"").append(owner)
                .append("\",\"attempt\":").append(attempt)
                .append(",\"fence\":").append(fence)
                .append(",\"lease_ms\":").append(leaseMillis)
                .append(",\"ttl_ms\":").append(holdMillis)
                .append(",\"first_seen_at\":").append(firstSeenAt)
                .append(tail).append('}').toString();
    }
}
