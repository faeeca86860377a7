package io.quarkiverse.eventidempotency.runtime.memory;

import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.records.ReleaseResult;
import io.quarkiverse.eventidempotency.spi.DeleteRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest.Outcome;
import io.quarkiverse.eventidempotency.spi.OrphanReply;

/** The decisions of operators on records in memory. Each is taken as {@link StoreStep#take} describes. */
record OperatorSteps(RecordTable table) {

    @Nullable
    DeleteResult delete(DeleteRequest request, @Nullable StoredRecord before, long now) {
        if (before == null) {
            return DeleteResult.ABSENT;
        }
        if (isOf(before, request.token())) {
            return DeleteResult.REVOKED;
        }
        if (request.seen() != null && !before.content().text().equals(request.seen().text())
                || request.leaseEnded() && !hasExpired(before, now, 0)) {
            return DeleteResult.ABSENT;
        }
        if (before.status() != RecordStatus.PROCESSING) {
            return table.remove(before) ? DeleteResult.DELETED : null;
        }
        StoredRecord revoked = reopened(before, before.content().attempt(), request.token(), "Revoked", request.leaseMillis(),
                request.holdMillis(), now);
        return table.replace(before, revoked, now) ? DeleteResult.REVOKED : null;
    }

    @Nullable
    ReleaseResult release(String token, long leaseMillis, long holdMillis, @Nullable StoredRecord before, long now) {
        if (before == null) {
            return ReleaseResult.ABSENT;
        }
        if (before.status() == null) {
            return ReleaseResult.FOREIGN;
        }
        if (before.status() == RecordStatus.COMPLETED) {
            return ReleaseResult.COMPLETED;
        }
        if (isOf(before, token)) {
            return ReleaseResult.RELEASED;
        }
        int attempt = isStopped(before) ? 0 : Math.max(0, before.content().attempt() - 1);
        StoredRecord released = reopened(before, attempt, token, "Released", leaseMillis, holdMillis, now);
        return table.replace(before, released, now) ? ReleaseResult.RELEASED : null;
    }

    @Nullable
    ForceResult force(ForceRequest request, @Nullable StoredRecord before, long now) {
        if (before == null && request.identity().isEmpty()) {
            return ForceResult.ABSENT;
        }
        if (before != null) {
            if (before.status() == null) {
                return ForceResult.FOREIGN;
            }
            if (request.token().equals(before.content().owner())) {
                return ForceResult.FORCED;
            }
            if (before.status() == RecordStatus.COMPLETED) {
                return ForceResult.COMPLETED;
            }
        }
        return table.replace(before, forced(request, before, now), now) ? ForceResult.FORCED : null;
    }

    @Nullable
    OrphanReply revokeOrphan(String token, long leaseMillis, long holdMillis, long endedMillis, @Nullable StoredRecord before,
            long now) {
        if (before == null) {
            return OrphanReply.KEPT;
        }
        if (isOf(before, token)) {
            return OrphanReply.REVOKED;
        }
        if (before.status() != RecordStatus.PROCESSING || "QUARANTINE".equals(RewrittenText.member(before, "after_crash"))) {
            return OrphanReply.KEPT;
        }
        if (!before.hasLease() || before.persisted()) {
            StoredRecord lent = RewrittenText.lent(before, leaseMillis, holdMillis, now);
            return table.replace(before, lent, now) ? OrphanReply.LENT : null;
        }
        if (!hasExpired(before, now, endedMillis)) {
            return OrphanReply.KEPT;
        }
        StoredRecord revoked = reopened(before, before.content().attempt(), token, "Revoked", leaseMillis, holdMillis, now);
        return table.replace(before, revoked, now) ? OrphanReply.REVOKED : null;
    }

    /** Whether this very step has been taken before. */
    private static boolean isOf(StoredRecord record, String token) {
        return record.status() == RecordStatus.FAILED && token.equals(RewrittenText.member(record, "operation"));
    }

    private static boolean isStopped(StoredRecord stored) {
        IdempotencyRecord record = stored.content().record();
        String type = record == null ? null : record.errorType();
        return "QUARANTINED".equals(type) || "ATTEMPTS_EXHAUSTED".equals(type);
    }

    /** Whether the lease of a record in flight expired so long ago. */
    private static boolean hasExpired(StoredRecord record, long now, long agoMillis) {
        return record.status() == RecordStatus.PROCESSING && record.hasLease() && !record.persisted()
                && record.leaseNanos(now) <= -StoreClock.nanos(agoMillis);
    }

    /** {@return the record as one that may run again, without an owner} */
    private static StoredRecord reopened(StoredRecord before, int attempt, String token, String what, long leaseMillis,
            long holdMillis, long now) {
        long ttl = before.content().ttlMillis();
        long expiresAt = ttl >= 0 ? StoreClock.end(now, ttl)
                : before.persisted() ? StoreClock.end(now, holdMillis) : before.expiresAt();
        Set<String> dropped = new HashSet<>(Set.of("retryable", "operation"));
        String ending = ",\"retryable\":true";
        if (before.status() == RecordStatus.PROCESSING) {
            dropped.addAll(Set.of("error", "error_type"));
            ending += ",\"error\":\"" + what + " while in flight\"";
        } else if (isStopped(before)) {
            dropped.add("error_type");
        }
        return RewrittenText.rewritten(before, "failed", "", attempt, lease(before, leaseMillis),
                StoreClock.millis(expiresAt - now), dropped, ending + ",\"operation\":\"" + token + '"', expiresAt);
    }

    private StoredRecord forced(ForceRequest request, @Nullable StoredRecord before, long now) {
        boolean completed = request.outcome() == Outcome.COMPLETE;
        String status = completed ? "completed" : "failed";
        if (before == null) {
            return StoredRecord.of(request.storeKey(), "{\"status\":\"" + status + "\",\"owner\":\"" + request.token()
                    + "\",\"attempt\":1,\"fence\":" + table.clock().fence(0, now)
                    + (completed ? "" : ",\"lease_ms\":" + request.leaseMillis() + ",\"ttl_ms\":" + request.ttlMillis())
                    + ",\"first_seen_at\":" + request.firstSeenAt() + request.identity() + request.ending() + '}',
                    StoreClock.end(now, request.ttlMillis()));
        }
        long ttlMillis = Math.max(request.ttlMillis(), before.content().ttlMillis()); // no shorter than it was to be
        return RewrittenText.rewritten(before, status, request.token(), before.content().attempt(),
                lease(before, request.leaseMillis()), ttlMillis,
                Set.of("retryable", "operation", "result", "error", "error_type", "completed_at", "lease_ms", "ttl_ms"),
                request.ending(),
                StoreClock.end(now, ttlMillis));
    }

    private static long lease(StoredRecord before, long leaseMillis) {
        return before.content().leaseMillis() >= 0 ? before.content().leaseMillis() : leaseMillis;
    }
}
