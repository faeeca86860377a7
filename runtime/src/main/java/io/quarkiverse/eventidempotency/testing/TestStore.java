package io.quarkiverse.eventidempotency.testing;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.DeleteResult;
import io.quarkiverse.eventidempotency.records.ForceResult;
import io.quarkiverse.eventidempotency.records.ReleaseResult;
import io.quarkiverse.eventidempotency.runtime.memory.InMemoryStore;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.DeleteRequest;
import io.quarkiverse.eventidempotency.spi.ForceRequest;
import io.quarkiverse.eventidempotency.spi.OrphanReply;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.quarkiverse.eventidempotency.spi.StoreKeys;
import io.quarkiverse.eventidempotency.spi.StoredValue;
import io.smallrye.mutiny.Uni;

/**
 * A store for tests: in memory, with failures on demand, and with a time that can be moved on.
 * <p>
 * In a plain test it is given to {@code StandaloneIdempotency.on(store)}; in a {@code @QuarkusTest} a bean of it, made by a
 * producer method of the test's, takes the place of the configured store. Safe to use from any thread.
 */
public final class TestStore implements RecordStore {

    private static final int MAX_RECORDS = 100_000;

    private final AtomicLong movedOn = new AtomicLong();
    private final InMemoryStore memory = new InMemoryStore(() -> System.nanoTime() + movedOn.get(), MAX_RECORDS);
    private final AtomicInteger refuses = new AtomicInteger();
    private final AtomicInteger losesReplies = new AtomicInteger();
    private final List<Consumer<@Nullable String>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean away;

    /** From now on each step fails, as if the store could not be reached. */
    public void goAway() {
        away = true;
        listeners.forEach(listener -> listener.accept("the test says so"));
    }

    /** From now on steps are answered again. */
    public void comeBack() {
        away = false;
        listeners.forEach(listener -> listener.accept(null));
    }

    /** The next steps fail without being applied. */
    public void refuse(int steps) {
        refuses.set(steps);
    }

    /** The next steps are applied, and their callers are told that nobody knows. */
    public void loseReplies(int steps) {
        losesReplies.set(steps);
    }

    /**
     * Moves the store's time on: leases and times to live run down by so much at once. A lease that is moved past is one whose
     * process has died.
     */
    public void moveOn(Duration duration) {
        movedOn.addAndGet(duration.toNanos());
    }

    /** Deletes all records, those in flight too: the store is then empty, as a Redis without persistence after a restart. */
    public void clear() {
        memory.clear();
    }

    /** {@return the value as it is stored; {@code null} when there is none} */
    public @Nullable String get(String storeKey) {
        return memory.get(storeKey);
    }

    /** Puts a value as another writer would, for so long. */
    public void put(String storeKey, String value, Duration ttl) {
        memory.put(storeKey, value, ttl.toMillis());
    }

    @Override
    public Uni<ClaimReply> claim(ClaimRequest request) {
        return step(() -> memory.claim(request));
    }

    @Override
    public Uni<SettleReply> settle(SettleRequest request) {
        return step(() -> memory.settle(request));
    }

    @Override
    public Uni<RenewReply> renew(String storeKey, String owner, long holdMillis) {
        return step(() -> memory.renew(storeKey, owner, holdMillis));
    }

    @Override
    public Uni<Optional<StoredValue>> find(String storeKey) {
        return step(() -> memory.find(storeKey));
    }

    @Override
    public Uni<DeleteResult> delete(DeleteRequest request) {
        return step(() -> memory.delete(request));
    }

    @Override
    public Uni<ReleaseResult> release(String storeKey, String token, long leaseMillis, long holdMillis) {
        return step(() -> memory.release(storeKey, token, leaseMillis, holdMillis));
    }

    @Override
    public Uni<ForceResult> force(ForceRequest request) {
        return step(() -> memory.force(request));
    }

    @Override
    public Uni<OrphanReply> revokeOrphan(String storeKey, String token, long leaseMillis, long holdMillis, long endedMillis) {
        return step(() -> memory.revokeOrphan(storeKey, token, leaseMillis, holdMillis, endedMillis));
    }

    @Override
    public Uni<StoreKeys> scan(String prefix, String text, @Nullable String cursor, int count) {
        return step(() -> memory.scan(prefix, text, cursor, count));
    }

    private <R> Uni<R> step(Supplier<Uni<R>> step) {
        return Uni.createFrom().deferred(() -> {
            if (away || takeOne(refuses)) {
                return Uni.createFrom().failure(new StoreException("The test's store is away", false, null));
            }
            Uni<R> applied = step.get();
            return takeOne(losesReplies)
                    ? applied.onItem().failWith(
                            () -> new StoreException("The test's store has lost the reply", true, null))
                    : applied;
        });
    }

    private static boolean takeOne(AtomicInteger count) {
        return count.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    @Override
    public void onAvailability(Consumer<@Nullable String> listener) {
        listeners.add(listener);
    }
}
