package io.quarkiverse.eventidempotency.runtime.memory;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;

/** The record of a claim made here. Its text is only written when somebody wants to see it. */
final class ClaimedRecord extends StoredRecord {

    private final ClaimRequest claim;
    private final int attempt;
    private final long fence;
    private final @Nullable String firstSeenAt;

    ClaimedRecord(ClaimRequest claim, int attempt, long fence, @Nullable String firstSeenAt, long expiresAt) {
        super(expiresAt);
        this.claim = claim;
        this.attempt = attempt;
        this.fence = fence;
        this.firstSeenAt = firstSeenAt;
    }

    @Override
    String text() {
        return new String(claim.processingRecord(attempt, fence, firstSeenAt), StandardCharsets.UTF_8);
    }

    @Override
    StoredRecord until(long expiresAt) {
        return new ClaimedRecord(claim, attempt, fence, firstSeenAt, expiresAt);
    }

    @Override
    RecordStatus status() {
        return RecordStatus.PROCESSING;
    }

    @Override
    String owner() {
        return claim.owner();
    }

    @Override
    int attempt() {
        return attempt;
    }

    @Override
    long fence() {
        return fence;
    }

    @Override
    long leaseMillis() {
        return claim.leaseMillis();
    }

    @Override
    long ttlMillis() {
        return claim.holdMillis();
    }

    @Override
    @Nullable
    String scope() {
        return claim.scope();
    }

    @Override
    String key() {
        return claim.key();
    }

    @Override
    @Nullable
    String fingerprint() {
        return claim.fingerprint();
    }

    @Override
    @Nullable
    String firstSeenAt() {
        return firstSeenAt == null ? claim.firstSeenAt() : firstSeenAt;
    }

    @Override
    boolean retryable() {
        return true;
    }
}
