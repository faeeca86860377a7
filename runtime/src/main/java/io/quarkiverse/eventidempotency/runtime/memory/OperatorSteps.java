package io.quarkiverse.eventidempotency.runtime.memory;

import java.util.HashSet;
import java.util.Set;
import java.util.function.LongBinaryOperator;
import java.util.function.LongSupplier;

import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.records.ReleaseResult;
import io.quarkiverse.eventidempotency.runtime.memory.RecordTable.Slot;
import io.quarkiverse.eventidempotency.spi.DeleteRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest.Outcome;
import io.quarkiverse.eventidempotency.spi.OrphanReply;

/** What operators decide on records in memory. Each step replaces one value, and is taken anew when another came between. */
final class OperatorSteps {

    private static final Set<String> NEVER_KEPT = Set.of("retryable", "operation");

    private final RecordTable table;
    private final LongSupplier clock;
    private final LongBinaryOperator fences;

    /**
     * @param clock the table's time, in nanoseconds
     * @param fences makes a fence of the one before and the time
     */
    OperatorSteps(RecordTable table, LongSupplier clock, LongBinaryOperator fences) {
        this.table = table;
        this.clock = clock;
        this.fences = fences;
    }

    DeleteResult delete(DeleteRequest request) {
        long now = clock.getAsLong();
        while (true) {
            Slot slot = table.find(request.storeKey());
            StoredRecord before = slot == null ? null : slot.get();
            if (slot == null || before == null || before.expired(now)) {
                return DeleteResult.ABSENT;
            }
            if (isOf(before, request.token())) {
                return DeleteResult.REVOKED;
            }
            if (request.seen() != null && !before.text().equals(request.seen().text())
                    || request.leaseEnded() && !ended(before, now, 0)) {
                return DeleteResult.ABSENT;
            }
            if (before.status() != RecordStatus.PROCESSING) {
                if (table.remove(slot, before)) {
                    return DeleteResult.DELETED;
                }
            } else if (reopen(slot, before, before.attempt(), request.token(), "Revoked", request.leaseMillis(),
                    request.holdMillis(), now)) {
                return DeleteResult.REVOKED;
            }
        }
    }

    ReleaseResult release(String storeKey, String token, long leaseMillis, long holdMillis) {
        long now = clock.getAsLong();
        while (true) {
            Slot slot = table.find(storeKey);
            StoredRecord before = slot == null ? null : slot.get();
            if (slot == null || before == null || before.expired(now)) {
                return ReleaseResult.ABSENT;
            }
            RecordStatus status = before.status();
            if (status == null) {
                return ReleaseResult.FOREIGN;
            }
            if (status == RecordStatus.COMPLETED) {
                return ReleaseResult.COMPLETED;
            }
            if (isOf(before, token)) {
                return ReleaseResult.RELEASED;
            }
            int attempt = isStopped(before) ? 0 : Math.max(0, before.attempt() - 1);
            if (reopen(slot, before, attempt, token, "Released", leaseMillis, holdMillis, now)) {
                return ReleaseResult.RELEASED;
            }
        }
    }

    ForceResult force(ForceRequest request) {
        long now = clock.getAsLong();
        while (true) {
            Slot slot = table.find(request.storeKey());
            StoredRecord before = slot == null ? null : slot.get();
            if (slot != null && before == null) {
                continue; // given up this moment
            }
            if (slot == null || before == null || before.expired(now)) {
                if (request.identity().isEmpty()) {
                    return ForceResult.ABSENT;
                }
                StoredRecord fresh = new TextRecord(fresh(request, now), InMemoryStore.end(now, request.ttlMillis()));
                if (slot == null || before == null ? table.insert(request.storeKey(), fresh, now)
                        : slot.compareAndSet(before, fresh)) {
                    return ForceResult.FORCED;
                }
                continue;
            }
            RecordStatus status = before.status();
            if (status == null) {
                return ForceResult.FOREIGN;
            }
            if (request.token().equals(before.owner())) {
                return ForceResult.FORCED;
            }
            if (status == RecordStatus.COMPLETED) {
                return ForceResult.COMPLETED;
            }
            if (slot.compareAndSet(before, forced(request, before, now))) {
                return ForceResult.FORCED;
            }
        }
    }

    OrphanReply revokeOrphan(String storeKey, String token, long leaseMillis, long holdMillis, long endedMillis) {
        long now = clock.getAsLong();
        while (true) {
            Slot slot = table.find(storeKey);
            StoredRecord before = slot == null ? null : slot.get();
            if (slot == null || before == null || before.expired(now)) {
                return OrphanReply.KEPT;
            }
            if (isOf(before, token)) {
                return OrphanReply.REVOKED;
            }
            if (before.status() != RecordStatus.PROCESSING
                    || "QUARANTINE".equals(RewrittenText.member(before, "after_crash"))) {
                return OrphanReply.KEPT;
            }
            if (before.leaseMillis() < 0 || before.ttlMillis() < 0) {
                long expiresAt = before.persisted() ? InMemoryStore.end(now, holdMillis) : before.expiresAt();
                String lent = RewrittenText.lent(before, leaseMillis, InMemoryStore.millis(expiresAt - now));
                if (slot.compareAndSet(before, new TextRecord(lent, expiresAt))) {
                    return OrphanReply.LENT;
                }
            } else if (before.persisted()) {
                if (slot.compareAndSet(before, before.until(InMemoryStore.end(now, before.ttlMillis())))) {
                    return OrphanReply.LENT;
                }
            } else if (!ended(before, now, endedMillis)) {
                return OrphanReply.KEPT;
            } else if (reopen(slot, before, before.attempt(), token, "Revoked", leaseMillis, holdMillis, now)) {
                return OrphanReply.REVOKED;
            }
        }
    }

    /** Whether this very step has been taken before. */
    private static boolean isOf(StoredRecord record, String token) {
        return record.status() == RecordStatus.FAILED && token.equals(RewrittenText.member(record, "operation"));
    }

    private static boolean isStopped(StoredRecord record) {
        String type = RewrittenText.member(record, "error_type");
        return "QUARANTINED".equals(type) || "ATTEMPTS_EXHAUSTED".equals(type);
    }

    private static boolean ended(StoredRecord record, long now, long agoMillis) {
        return record.status() == RecordStatus.PROCESSING && record.leaseMillis() >= 0 && record.ttlMillis() >= 0
                && !record.persisted() && record.leaseNanos(now) <= -StoredRecord.nanos(agoMillis);
    }

    /** Makes a record one that may run again, without an owner; {@return whether no other step came between} */
    private static boolean reopen(Slot slot, StoredRecord before, int attempt, String token, String what, long leaseMillis,
            long holdMillis, long now) {
        long expiresAt = before.ttlMillis() >= 0 ? InMemoryStore.end(now, before.ttlMillis())
                : before.persisted() ? InMemoryStore.end(now, holdMillis) : before.expiresAt();
        Set<String> changed = new HashSet<>(NEVER_KEPT);
        StringBuilder ending = new StringBuilder(",\"retryable\":true");
        if (before.status() == RecordStatus.PROCESSING) {
            changed.addAll(Set.of("error", "error_type"));
            ending.append(",\"error\":\"").append(what).append(" while in flight\"");
        } else if (isStopped(before)) {
            changed.add("error_type");
        }
        ending.append(",\"operation\":\"").append(token).append('"');
        String text = RewrittenText.operated(before, "failed", "", attempt, lease(before, leaseMillis),
                InMemoryStore.millis(expiresAt - now), changed, ending.toString());
        return slot.compareAndSet(before, new TextRecord(text, expiresAt));
    }

    private static StoredRecord forced(ForceRequest request, StoredRecord before, long now) {
        Set<String> changed = new HashSet<>(NEVER_KEPT);
        changed.addAll(Set.of("result", "error", "error_type", "completed_at", "lease_ms", "ttl_ms"));
        long ttlMillis = Math.max(request.ttlMillis(), before.ttlMillis()); // no shorter time than it was to be
        return new TextRecord(RewrittenText.operated(before, status(request), request.token(), before.attempt(),
                lease(before, request.leaseMillis()), ttlMillis, changed, request.ending()),
                InMemoryStore.end(now, ttlMillis));
    }

    private String fresh(ForceRequest request, long now) {
        return "{\"status\":\"" + status(request) + "\",\"owner\":\"" + request.token() + "\",\"attempt\":1,\"fence\":"
                + fences.applyAsLong(0, now)
                + (request.outcome() == Outcome.COMPLETE ? ""
                        : ",\"lease_ms\":" + request.leaseMillis() + ",\"ttl_ms\":" + request.ttlMillis())
                + ",\"first_seen_at\":" + request.firstSeenAt() + request.identity() + request.ending() + '}';
    }

    private static String status(ForceRequest request) {
        return request.outcome() == Outcome.COMPLETE ? "completed" : "failed";
    }

    private static long lease(StoredRecord before, long leaseMillis) {
        return before.leaseMillis() >= 0 ? before.leaseMillis() : leaseMillis;
    }
}
