package io.quarkiverse.eventidempotency.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;

/** The record of an acquired claim, as fields. */
record ClaimedContent(ClaimRequest claim, ClaimReply acquired) implements RecordContent {

    @Override
    public String text() {
        return new String(claim.processingRecord(acquired.attempt(), acquired.fence(), acquired.firstSeenAt()), UTF_8);
    }

    @Override
    public IdempotencyRecord record() {
        return new IdempotencyRecord(RecordStatus.PROCESSING, claim.owner(), acquired.attempt(), acquired.fence(),
                Duration.ofMillis(leaseMillis()), Duration.ofMillis(ttlMillis()), scope(), key(), claim.eventId(),
                claim.eventType(), claim.firstSeen(acquired.firstSeenAt()), RecordJson.time(claim.startedAt()), null, false,
                null, null, null, false, fingerprint(), claim.terms().node(), claim.traceId(), claim.spanId());
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
    public boolean isOwnedBy(ClaimRequest other) {
        return claim.token().isSameAs(other.token());
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
