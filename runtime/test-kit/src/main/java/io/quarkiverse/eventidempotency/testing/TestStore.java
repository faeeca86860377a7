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
import io.quarkiverse.eventidempotency.spi.LocalStore;
import io.quarkiverse.eventidempotency.spi.OrphanReply;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.quarkiverse.eventidempotency.spi.StoreKeys;
import io.quarkiverse.eventidempotency.spi.StoredValue;
import io.smallrye.mutiny.Uni;

/**
 * A store for tests: in memory, with failures on demand and a time that the test moves on.
 * <p>
 * In a plain test, pass it to {@code StandaloneIdempotency.on(store)}. In a {@code @QuarkusTest}, a producer method of the test
 * makes it a bean, which overrides the configured store. Safe to use from any thread.
 */
public final class TestStore implements LocalStore {

    private static final int MAX_RECORDS = 100_000;

    private final AtomicLong movedOn = new AtomicLong();
    private final InMemoryStore memory = new InMemoryStore(() -> System.nanoTime() + movedOn.get(), MAX_RECORDS);
    private final AtomicInteger refuses = new AtomicInteger();
    private final AtomicInteger losesReplies = new AtomicInteger();
    private final List<Consumer<@Nullable String>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean away;

    /** Lets each step fail from now on, as if the store were unreachable. */
    public void goAway() {
        away = true;
        listeners.forEach(listener -> listener.accept("the test says so"));
    }

    /** Answers steps again from now on. */
    public void comeBack() {
        away = false;
        listeners.forEach(listener -> listener.accept(null));
    }

    /** Lets the next steps fail without being applied. */
    public void refuse(int steps) {
        refuses.set(steps);
    }

    /** Applies the next steps, and lets them fail as steps whose outcome is unknown. */
    public void loseReplies(int steps) {
        losesReplies.set(steps);
    }

    /**
     * Moves the store's time on. A lease that expires by it is that of a process that has died.
     */
    public void moveOn(Duration duration) {
        movedOn.addAndGet(duration.toNanos());
    }

    /** Answers all steps again, without any records. Claims of before are ended. Time stays where it was moved to. */
    @Override
    public void reset() {
        refuses.set(0);
        losesReplies.set(0);
        memory.reset();
        if (away) {
            comeBack();
        }
    }

    /**
     * Deletes all records, including those in flight, as a restart of a Redis without persistence does. A handler that still
     * runs stores its record again.
     */
    public void clear() {
        memory.clear();
    }

    /** {@return the value as it is stored; {@code null} when there is none} */
    public @Nullable String get(String storeKey) {
        return memory.get(storeKey);
    }

    /** Puts a value as another writer would, with a time-to-live. */
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
        Uni<StoreKeys> scan = memory.scan(prefix, text, cursor, count); // refuses a cursor that is none at once
        return step(() -> scan);
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
