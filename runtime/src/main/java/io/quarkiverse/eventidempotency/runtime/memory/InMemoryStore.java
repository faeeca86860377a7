package io.quarkiverse.eventidempotency.runtime.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.records.ReleaseResult;
import io.quarkiverse.eventidempotency.runtime.memory.RecordTable.Slot;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.DeleteRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest;
import io.quarkiverse.eventidempotency.spi.OrphanReply;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.quarkiverse.eventidempotency.spi.StoreKeys;
import io.quarkiverse.eventidempotency.spi.StoredValue;
import io.smallrye.mutiny.Uni;

/**
 * The store in the memory of this process: it knows no other process and forgets all when it ends.
 * <p>
 * It answers each step at once, on the thread that subscribes, and never blocks. It holds a bounded number of records:
 * when it is full the oldest completed ones go first, then failures that may run again. Records in flight, quarantined or
 * out of attempts stay; when there is nothing else left, a claim fails with a {@link StoreException}.
 */
public final class InMemoryStore implements RecordStore {

    private final RecordTable table;
    private final OperatorSteps operators;
    private final LongSupplier nanoClock;
    private final long nanosAtStart;
    private final long microsAtStart = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());

    /**
     * @param nanoClock a clock that only moves forward, in nanoseconds, such as {@link System#nanoTime()}
     * @param maxRecords how many records are held, at least 1
     */
    public InMemoryStore(LongSupplier nanoClock, int maxRecords) {
        this.table = new RecordTable(maxRecords);
        this.nanoClock = nanoClock;
        this.nanosAtStart = nanoClock.getAsLong();
        this.operators = new OperatorSteps(table, this::now, this::fence);
    }

    @Override
    public Uni<ClaimReply> claim(ClaimRequest request) {
        return new StoreStep<>() {
            @Override
            ClaimReply take() {
                return claimNow(request);
            }
        };
    }

    @Override
    public Uni<SettleReply> settle(SettleRequest request) {
        return new StoreStep<>() {
            @Override
            SettleReply take() {
                return settleNow(request);
            }
        };
    }

    @Override
    public Uni<RenewReply> renew(String storeKey, String owner, long holdMillis) {
        return new StoreStep<>() {
            @Override
            RenewReply take() {
                return renewNow(storeKey, owner, holdMillis);
            }
        };
    }

    @Override
    public Uni<Optional<StoredValue>> find(String storeKey) {
        return new StoreStep<>() {
            @Override
            Optional<StoredValue> take() {
                StoredRecord record = record(storeKey);
                return record == null ? Optional.empty()
                        : Optional.of(new StoredValue(storeKey, record.text(), remainingMillis(record)));
            }
        };
    }

    @Override
    public Uni<DeleteResult> delete(DeleteRequest request) {
        return new StoreStep<>() {
            @Override
            DeleteResult take() {
                return operators.delete(request);
            }
        };
    }

    @Override
    public Uni<ReleaseResult> release(String storeKey, String token, long leaseMillis, long holdMillis) {
        return new StoreStep<>() {
            @Override
            ReleaseResult take() {
                return operators.release(storeKey, token, leaseMillis, holdMillis);
            }
        };
    }

    @Override
    public Uni<ForceResult> force(ForceRequest request) {
        return new StoreStep<>() {
            @Override
            ForceResult take() {
                return operators.force(request);
            }
        };
    }

    @Override
    public Uni<OrphanReply> revokeOrphan(String storeKey, String token, long leaseMillis, long holdMillis, long endedMillis) {
        return new StoreStep<>() {
            @Override
            OrphanReply take() {
                return operators.revokeOrphan(storeKey, token, leaseMillis, holdMillis, endedMillis);
            }
        };
    }

    @Override
    public Uni<StoreKeys> scan(String prefix, String text, @Nullable String cursor, int count) {
        long after = cursor == null ? 0 : SlotCursor.parse(cursor);
        return new StoreStep<>() {
            @Override
            StoreKeys take() {
                return SlotCursor.step(table, prefix, text, after, count);
            }
        };
    }

    /** {@return the value under a key as it stands; {@code null} when there is none} */
    public @Nullable String get(String storeKey) {
        StoredRecord record = record(storeKey);
        return record == null ? null : record.text();
    }

    /** {@return the keys that have a record, in no order, with some that may have expired} */
    public List<String> storeKeys() {
        return table.keys();
    }

    /** {@return how many records there are, with some that may have expired} */
    public long size() {
        return table.size();
    }

    /** Forgets all records, also those in flight. */
    public void clear() {
        table.clear();
    }

    /** Puts a value as another writer would; a negative time to live for none. */
    public void put(String storeKey, String value, long ttlMillis) {
        long now = now();
        TextRecord record = new TextRecord(value, ttlMillis < 0 ? StoredRecord.PERSISTED : end(now, ttlMillis));
        do {
            table.remove(storeKey);
        } while (!table.insert(storeKey, record, now));
    }

    /** {@return the remaining time to live in milliseconds; -1 for none, -2 where there is no record} */
    public long remainingMillis(String storeKey) {
        StoredRecord record = record(storeKey);
        return record == null ? -2 : remainingMillis(record);
    }

    private long remainingMillis(StoredRecord record) {
        return record.persisted() ? -1 : millis(record.remainingNanos(now()));
    }

    private @Nullable StoredRecord record(String storeKey) {
        Slot slot = table.find(storeKey);
        StoredRecord record = slot == null ? null : slot.get();
        return record == null || record.expired(now()) ? null : record;
    }

    private ClaimReply claimNow(ClaimRequest request) {
        long now = now();
        while (true) {
            Slot slot = table.find(request.storeKey());
            if (slot == null) {
                ClaimedRecord fresh = claimed(request, 1, fence(0, now), request.firstSeenAt(), now);
                if (table.insert(request.storeKey(), fresh, now)) {
                    return reply(fresh, false);
                }
                continue;
            }
            StoredRecord before = slot.get();
            if (before == null) {
                continue;
            }
            ClaimReply reply = claim(request, slot, before, now);
            if (reply != null) {
                return reply;
            }
        }
    }

    /** {@return the answer; {@code null} when another step came between} */
    private @Nullable ClaimReply claim(ClaimRequest request, Slot slot, StoredRecord before, long now) {
        if (before.expired(now)) {
            return take(slot, before, claimed(request, 1, fence(0, now), request.firstSeenAt(), now), false);
        }
        RecordStatus status = before.status();
        if (status == RecordStatus.COMPLETED) {
            return ClaimReply.duplicate(RecordContent.of(before.text()));
        }
        if (status == null || isOther(before, request)) {
            return ClaimReply.foreign(RecordContent.of(before.text()));
        }
        if (request.fingerprint() != null && before.fingerprint() != null
                && !request.fingerprint().equals(before.fingerprint())) {
            return ClaimReply.reused(RecordContent.of(before.text()));
        }
        boolean mine = request.owner().equals(before.owner());
        if (status == RecordStatus.FAILED) {
            if (!before.retryable()) {
                return ClaimReply.failed(RecordContent.of(before.text()));
            }
            return mine ? ClaimReply.settled() : takeOver(request, slot, before, false, now);
        }
        if (mine) {
            return again(request, slot, before, now);
        }
        if (before.leaseMillis() < 0 || before.ttlMillis() < 0) {
            return lend(request, slot, before, now);
        }
        if (before.persisted()) {
            // nobody can tell since when the owner has been silent: its lease starts now
            return slot.compareAndSet(before, before.until(end(now, before.ttlMillis())))
                    ? ClaimReply.inFlight(before.leaseMillis())
                    : null;
        }
        long left = before.leaseNanos(now);
        return left > 0 ? ClaimReply.inFlight(millis(left)) : takeOver(request, slot, before, true, now);
    }

    private static boolean isOther(StoredRecord before, ClaimRequest request) {
        String key = before.key();
        return !Objects.equals(before.scope(), request.scope()) || key != null && !key.equals(request.key());
    }

    /** The claim of this token, whose answer was lost. */
    private static @Nullable ClaimReply again(ClaimRequest request, Slot slot, StoredRecord before, long now) {
        long ttl = before.ttlMillis() < 0 ? request.holdMillis() : before.ttlMillis();
        String seen = before.firstSeenAt();
        return slot.compareAndSet(before, before.until(end(now, ttl)))
                ? ClaimReply.acquired(before.attempt(), false, before.fence(), seen == null ? request.firstSeenAt() : seen)
                : null;
    }

    /** A record without a lease, as other writers leave it, is respected for one lease from first sight. */
    private static @Nullable ClaimReply lend(ClaimRequest request, Slot slot, StoredRecord before, long now) {
        long expiresAt = before.persisted() ? end(now, request.holdMillis()) : before.expiresAt();
        String lent = RewrittenText.lent(before, request.leaseMillis(), millis(expiresAt - now));
        return slot.compareAndSet(before, new TextRecord(lent, expiresAt)) ? ClaimReply.inFlight(request.leaseMillis()) : null;
    }

    private @Nullable ClaimReply takeOver(ClaimRequest request, Slot slot, StoredRecord before, boolean crashed, long now) {
        String stop = null;
        if (request.maxAttempts() > 0 && before.attempt() >= request.maxAttempts()) {
            stop = "ATTEMPTS_EXHAUSTED";
        } else if (crashed && request.afterCrash() == AfterCrash.QUARANTINE) {
            stop = "QUARANTINED";
        }
        if (stop != null) {
            // the owner stays: if it was only slow, its completion still counts
            String text = RewrittenText.stopped(before, stop, request.leaseMillis(), request.holdMillis());
            return slot.compareAndSet(before, new TextRecord(text, end(now, request.holdMillis())))
                    ? ClaimReply.failed(RecordContent.of(text))
                    : null;
        }
        String seen = before.firstSeenAt();
        return take(slot, before, claimed(request, before.attempt() + 1, fence(before.fence(), now),
                seen == null ? request.firstSeenAt() : seen, now), crashed);
    }

    private static @Nullable ClaimReply take(Slot slot, StoredRecord before, ClaimedRecord claimed, boolean takenOver) {
        return slot.compareAndSet(before, claimed) ? reply(claimed, takenOver) : null;
    }

    private static ClaimReply reply(ClaimedRecord claimed, boolean takenOver) {
        return ClaimReply.acquired(claimed.attempt(), takenOver, claimed.fence(), claimed.firstSeenAt());
    }

    private static ClaimedRecord claimed(ClaimRequest request, int attempt, long fence, @Nullable String firstSeenAt,
            long now) {
        return new ClaimedRecord(request, attempt, fence, firstSeenAt, end(now, request.holdMillis()));
    }

    private SettleReply settleNow(SettleRequest request) {
        long now = now();
        while (true) {
            Slot slot = table.find(request.storeKey());
            StoredRecord before = slot == null ? null : slot.get();
            if (slot != null && before != null && !before.expired(now)) {
                SettleReply unchanged = unchanged(request, before);
                if (unchanged != null) {
                    return unchanged;
                }
                if (slot.compareAndSet(before, settled(request, now))) {
                    return SettleReply.OK;
                }
            } else if (!request.recreate()) {
                return SettleReply.GONE;
            } else if (slot == null ? table.insert(request.storeKey(), settled(request, now), now)
                    : before != null && slot.compareAndSet(before, settled(request, now))) {
                return SettleReply.RECREATED;
            }
        }
    }

    private static TextRecord settled(SettleRequest request, long now) {
        return new TextRecord(new String(request.record(), UTF_8), end(now, request.ttlMillis()));
    }

    /** {@return the answer to a settlement that changes nothing; {@code null} when it is to be stored} */
    private static @Nullable SettleReply unchanged(SettleRequest request, StoredRecord before) {
        RecordStatus status = before.status();
        if (status == null) {
            return SettleReply.FOREIGN;
        }
        if (!request.owner().equals(before.owner())) {
            return SettleReply.LOST;
        }
        // a late failure neither undoes a completion nor lifts a quarantine
        boolean settled = status == RecordStatus.COMPLETED
                || request.outcome() == Outcome.FAIL && status != RecordStatus.PROCESSING;
        return settled ? SettleReply.OK : null;
    }

    private RenewReply renewNow(String storeKey, String owner, long holdMillis) {
        long now = now();
        while (true) {
            Slot slot = table.find(storeKey);
            StoredRecord before = slot == null ? null : slot.get();
            if (slot == null || before == null || before.expired(now)) {
                return RenewReply.GONE;
            }
            RecordStatus status = before.status();
            if (status == null || !owner.equals(before.owner())) {
                return RenewReply.LOST;
            }
            if (status != RecordStatus.PROCESSING) {
                return RenewReply.SETTLED;
            }
            if (slot.compareAndSet(before, before.until(end(now, holdMillis)))) {
                return RenewReply.OK;
            }
        }
    }

    private long now() {
        return nanoClock.getAsLong() - nanosAtStart;
    }

    private long fence(long before, long now) {
        return Math.max(before + 1, microsAtStart + TimeUnit.NANOSECONDS.toMicros(now));
    }

    static long end(long now, long millis) {
        return now + StoredRecord.nanos(millis);
    }

    /** Rounded up, so that nobody comes back a moment too early. */
    static long millis(long nanos) {
        return (nanos + 999_999) / 1_000_000;
    }
}
