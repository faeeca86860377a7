package io.quarkiverse.eventidempotency.runtime.memory;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.RecordJson;
import io.quarkiverse.eventidempotency.spi.Takeover;

/** The claim of a key. */
final class ClaimStep extends StoreStep<ClaimReply> {

    private final ClaimRequest request;

    ClaimStep(RecordTable table, ClaimRequest request) {
        super(table, request.storeKey());
        this.request = request;
    }

    @Override
    @Nullable
    ClaimReply take(@Nullable StoredRecord before, long now) {
        if (before == null) {
            return acquired(null, 1, 0, null, null, now);
        }
        RecordContent content = before.content();
        RecordStatus status = content.status();
        if (status == RecordStatus.COMPLETED) {
            return ClaimReply.duplicate(content, before.remainingMillis(now));
        }
        if (status == null || isOther(content)) {
            return ClaimReply.foreign(content);
        }
        if (request.fingerprint() != null && content.fingerprint() != null
                && !request.fingerprint().equals(content.fingerprint())) {
            return ClaimReply.reused(content);
        }
        boolean mine = content.isOwnedBy(request);
        if (status == RecordStatus.FAILED) {
            if (!content.retryable()) {
                return ClaimReply.failed(content);
            }
            return mine ? ClaimReply.settled() : takeOver(before, null, now);
        }
        if (mine) {
            return again(before, now);
        }
        if (!before.hasLease() || before.persisted()) {
            StoredRecord lent = RewrittenText.lent(before, request.leaseMillis(), request.holdMillis(), now);
            return stored(before, lent, now, ClaimReply.inFlight(lent.content().leaseMillis()));
        }
        long left = before.leaseNanos(now);
        return left > 0 ? ClaimReply.inFlight(StoreClock.millis(left))
                : takeOver(before, new Takeover(node(content), -left / 1_000_000), now);
    }

    private boolean isOther(RecordContent content) {
        String key = content.key();
        return !Objects.equals(content.scope(), request.scope()) || key != null && !key.equals(request.key());
    }

    /** The claim of this token, whose answer was lost. */
    private @Nullable ClaimReply again(StoredRecord before, long now) {
        RecordContent content = before.content();
        long ttl = content.ttlMillis() < 0 ? request.holdMillis() : content.ttlMillis();
        return stored(before, before.until(StoreClock.end(now, ttl)), now,
                ClaimReply.acquired(content.attempt(), null, content.fence(), firstSeenAt(content)));
    }

    private @Nullable ClaimReply takeOver(StoredRecord before, @Nullable Takeover crashed, long now) {
        RecordContent content = before.content();
        String stop = null;
        if (request.maxAttempts() > 0 && content.attempt() >= request.maxAttempts()) {
            stop = "ATTEMPTS_EXHAUSTED";
        } else if (crashed != null && request.afterCrash() == AfterCrash.QUARANTINE) {
            stop = "QUARANTINED";
        }
        if (stop == null) {
            return acquired(before, content.attempt() + 1, content.fence(), firstSeenAt(content), crashed, now);
        }
        // the owner stays: if it was only slow, its completion still counts
        StoredRecord stopped = RewrittenText.stopped(before, stop, request.leaseMillis(), request.holdMillis(), now);
        return stored(before, stopped, now, ClaimReply.failed(stopped.content()));
    }

    private @Nullable ClaimReply acquired(@Nullable StoredRecord before, int attempt, long fenceBefore,
            @Nullable String firstSeenAt, @Nullable Takeover takeover, long now) {
        ClaimReply reply = ClaimReply.acquired(attempt, takeover, table.clock().fence(fenceBefore, now), firstSeenAt);
        return stored(before, new StoredRecord(storeKey, RecordContent.of(request, reply),
                StoreClock.end(now, request.holdMillis())), now, reply);
    }

    private static @Nullable String node(RecordContent content) {
        IdempotencyRecord record = content.record();
        return record == null ? null : record.node();
    }

    private String firstSeenAt(RecordContent content) {
        IdempotencyRecord record = content.record();
        String seen = record == null ? null : record.firstSeenAt();
        return seen == null ? request.firstSeenAt() : RecordJson.quote(seen);
    }
}
