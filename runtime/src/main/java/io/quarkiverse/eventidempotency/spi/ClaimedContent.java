package io.quarkiverse.eventidempotency.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;

/** The record of an acquired claim, as fields. */
final class ClaimedContent extends RecordContent {

    private final ClaimRequest claim;
    private final int attempt;
    private final long fence;
    private final @Nullable String firstSeenAt;

    ClaimedContent(ClaimRequest claim, int attempt, long fence, @Nullable String firstSeenAt) {
        this.claim = claim;
        this.attempt = attempt;
        this.fence = fence;
        this.firstSeenAt = firstSeenAt;
    }

    @Override
    public String text() {
        return new String(claim.processingRecord(attempt, fence, firstSeenAt), UTF_8);
    }

    @Override
    public IdempotencyRecord record() {
        return claim.asRecord(attempt, fence, firstSeenAt);
    }

    @Override
    public RecordStatus status() {
        return RecordStatus.PROCESSING;
    }

    @Override
    public long leaseMillis() {
        return claim.leaseMillis();
    }

    @Override
    public long ttlMillis() {
        return claim.holdMillis();
    }

    @Override
    public String owner() {
        return claim.owner();
    }

    @Override
    public @Nullable String scope() {
        return claim.scope();
    }

    @Override
    public String key() {
        return claim.key();
    }

    @Override
    public @Nullable String fingerprint() {
        return claim.fingerprint();
    }
}
