package io.quarkiverse.eventidempotency.runtime.memory;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.records.ReleaseResult;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.DeleteRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest;
import io.quarkiverse.eventidempotency.spi.LocalStore;
import io.quarkiverse.eventidempotency.spi.OrphanReply;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.quarkiverse.eventidempotency.spi.StoreKeys;
import io.quarkiverse.eventidempotency.spi.StoredValue;
import io.smallrye.mutiny.Uni;

/**
 * The store in the memory of this process. Other processes do not see its records, and they end with the process.
 * <p>
 * Each step is answered at once, on the thread that subscribes, and never blocks. A record is kept as the claim or the
 * settlement that wrote it, and is rendered only to be read as text.
 * <p>
 * The store has a bounded number of records. When it is full, a new key drops the record that was completed first, then the
 * one that failed first and may run again. Records in flight, quarantined or out of attempts stay; when there are no others,
 * a claim fails with a {@link StoreException}.
 */
public final class InMemoryStore implements LocalStore {

    private final RecordTable table;
    private final OperatorSteps operators;

    /**
     * @param nanoClock a clock that only moves forward, in nanoseconds, such as {@link System#nanoTime()}
     * @param maxRecords how many records are held, at least 1
     */
    public InMemoryStore(LongSupplier nanoClock, int maxRecords) {
        this.table = new RecordTable(new StoreClock(nanoClock), maxRecords);
        this.operators = new OperatorSteps(table);
    }

    /** A step is applied when it is taken. */
    @Override
    public boolean keepsOrder() {
        return true;
    }

    @Override
    public Uni<ClaimReply> claim(ClaimRequest request) {
        return new ClaimStep(table, request);
    }

    @Override
    public Uni<SettleReply> settle(SettleRequest request) {
        return settling(table, request);
    }

    private static Uni<SettleReply> settling(RecordTable table, SettleRequest request) { // the step keeps no more than that
        return new StoreStep<>(table, request.storeKey()) {

            @Override
            @Nullable
            SettleReply take(@Nullable StoredRecord before, long now) {
                if (before == null) {
                    if (table.hasEnded(request.fence())) {
                        return SettleReply.LOST;
                    }
                    return request.recreate() ? stored(null, settled(now), now, SettleReply.RECREATED) : SettleReply.GONE;
                }
                RecordStatus status = before.status();
                if (status == null) {
                    return SettleReply.FOREIGN;
                }
                if (!before.content().isOwnedBy(request.claim())) {
                    return SettleReply.LOST;
                }
                // a late failure neither undoes a completion nor lifts a quarantine
                if (status == RecordStatus.COMPLETED
                        || request.outcome() == Outcome.FAIL && status != RecordStatus.PROCESSING) {
                    return SettleReply.OK;
                }
                return stored(before, settled(now), now, SettleReply.OK);
            }

            private StoredRecord settled(long now) {
                return new StoredRecord(storeKey, request, StoreClock.end(now, request.keepMillis()));
            }
        };
    }

    @Override
    public Uni<RenewReply> renew(String storeKey, String owner, long holdMillis) {
        return step(storeKey, (before, now) -> {
            if (before == null) {
                return RenewReply.GONE;
            }
            if (before.status() == null || !owner.equals(before.content().owner())) {
                return RenewReply.LOST;
            }
            if (before.status() != RecordStatus.PROCESSING) {
                return RenewReply.SETTLED;
            }
            return table.replace(before, before.until(StoreClock.end(now, holdMillis)), now) ? RenewReply.OK : null;
        });
    }

    @Override
    public Uni<Optional<StoredValue>> find(String storeKey) {
        return step(storeKey, (before, now) -> before == null ? Optional.empty()
                : Optional.of(new StoredValue(storeKey, before.content().text(), before.remainingMillis(now))));
    }

    @Override
    public Uni<DeleteResult> delete(DeleteRequest request) {
        return step(request.storeKey(), (before, now) -> operators.delete(request, before, now));
    }

    @Override
    public Uni<ReleaseResult> release(String storeKey, String token, long leaseMillis, long holdMillis) {
        return step(storeKey, (before, now) -> operators.release(token, leaseMillis, holdMillis, before, now));
    }

    @Override
    public Uni<ForceResult> force(ForceRequest request) {
        return step(request.storeKey(), (before, now) -> operators.force(request, before, now));
    }

    @Override
    public Uni<OrphanReply> revokeOrphan(String storeKey, String token, long leaseMillis, long holdMillis, long endedMillis) {
        return step(storeKey,
                (before, now) -> operators.revokeOrphan(token, leaseMillis, holdMillis, endedMillis, before, now));
    }

    /** What a step does, as {@link StoreStep#take}. */
    private interface Decision<R> {

        @Nullable
        R take(@Nullable StoredRecord before, long now);
    }

    private <R> Uni<R> step(String storeKey, Decision<R> decision) {
        return new StoreStep<>(table, storeKey) {
            @Override
            @Nullable
            R take(@Nullable StoredRecord before, long now) {
                return decision.take(before, now);
            }
        };
    }

    @Override
    public Uni<StoreKeys> scan(String prefix, String text, @Nullable String cursor, int count) {
        long from = RecordTable.cursor(cursor);
        return Uni.createFrom().item(() -> table.scan(prefix, text, from, count));
    }

    /** {@return the value under a key as it stands; {@code null} when there is none} */
    public @Nullable String get(String storeKey) {
        StoredRecord record = table.find(storeKey, table.clock().now());
        return record == null ? null : record.content().text();
    }

    /** {@return the keys that have a record, in no order, with some that may have expired} */
    public List<String> storeKeys() {
        return table.keys();
    }

    @Override
    public void reset() {
        table.reset();
    }

    /** Loses all records, also those in flight, as a Redis without persistence does when it restarts. */
    public void clear() {
        table.clear();
    }

    /** Puts a value as another writer would; a negative time to live for none. */
    public void put(String storeKey, String value, long ttlMillis) {
        long now = table.clock().now();
        long expiresAt = ttlMillis < 0 ? StoreClock.NEVER : StoreClock.end(now, ttlMillis);
        StoredRecord before;
        do {
            before = table.find(storeKey, now);
        } while (!table.replace(before, StoredRecord.of(storeKey, value, expiresAt), now));
    }

    /** {@return the remaining time to live in milliseconds; -1 for none, -2 where there is no record} */
    public long remainingMillis(String storeKey) {
        long now = table.clock().now();
        StoredRecord record = table.find(storeKey, now);
        return record == null ? -2 : record.remainingMillis(now);
    }
}
