package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.HeldClaim;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.StoreClosedException;

/**
 * Renews the leases of the claims that this process holds, once they are older than a third of their lease. One timer
 * serves all of them and stands still while there are none; renewals go out in slices, those nearest their lease's end
 * first, so that they never stand in the way of claims.
 */
public final class LeaseKeeper {

    private static final int SLICE = 256;
    private static final long NEVER = Long.MAX_VALUE;

    private final IdempotencyEngine engine;
    private final Map<String, HeldClaim> held = new ConcurrentHashMap<>();

    /** When the timer goes off next, as nanoseconds since the keeper was made. */
    private final AtomicLong nextTick = new AtomicLong(NEVER);
    private final AtomicBoolean renewing = new AtomicBoolean();
    private final long origin;
    /** Why the last renewal failed; {@code null} when it did not. */
    private volatile @Nullable Throwable failure;
    private volatile long failedAt;

    public LeaseKeeper(IdempotencyEngine engine) {
        this.engine = engine;
        this.origin = engine.clock().nanoTime();
    }

    public void hold(HeldClaim claim) {
        held.put(claim.storeKey(), claim);
        tickAt(claim.renewalDue() - origin);
    }

    public void drop(HeldClaim claim) {
        held.remove(claim.storeKey(), claim);
    }

    /** The lease is not renewed any more although the claim is not settled. */
    public void lose(HeldClaim claim) {
        drop(claim);
        engine.waitingClaims().settled(claim.storeKey(), null);
    }

    /** {@return the claim of a key whose lease is renewed and has not ended; {@code null} for none} */
    public @Nullable HeldClaim held(String storeKey, long now) {
        HeldClaim claim = held.get(storeKey);
        return claim != null && claim.leaseEnd() - now > 0 ? claim : null;
    }

    /** A delivery waits for a key: gives it up where this process holds it for a message whose turn has not come. */
    public void giveUpAhead(String storeKey) {
        HeldClaim claim = held.get(storeKey);
        if (claim != null) {
            claim.giveUpAhead();
        }
    }

    /** {@return the time in milliseconds after which the lease of a key has ended, unless it is renewed} */
    public long leaseMillis(String storeKey, long now) {
        HeldClaim claim = held(storeKey, now);
        return claim == null ? NEVER : (claim.leaseEnd() - now) / 1_000_000 + 1;
    }

    /** {@return what is held, now and later on} */
    public Collection<HeldClaim> held() {
        return held.values();
    }

    /** {@return how many leases are not renewed although a third of them has passed since that was due} */
    public int overdue() {
        long now = engine.clock().nanoTime();
        int overdue = 0;
        for (HeldClaim claim : held.values()) {
            if (now - claim.renewalDue() > claim.policy().leaseMillis() * 1_000_000 / 3) {
                overdue++;
            }
        }
        return overdue;
    }

    /** {@return why the last renewal failed since a lease is due; {@code null} when none did} */
    public @Nullable Throwable failure() {
        long at = failedAt;
        return held.values().stream().anyMatch(claim -> at - claim.renewalDue() >= 0) ? failure : null;
    }

    private void tickAt(long due) {
        long current = nextTick.get();
        while (due < current) {
            if (nextTick.compareAndSet(current, due)) {
                long delay = Math.max(0, due - (engine.clock().nanoTime() - origin)) / 1_000_000 + 1;
                engine.clock().schedule(delay, () -> {
                    if (nextTick.compareAndSet(due, NEVER)) { // else an earlier one was asked for meanwhile
                        tick();
                    }
                });
                return;
            }
            current = nextTick.get();
        }
    }

    /** Renews what is due, as when the store answers again: before it is settled. */
    void tick() {
        if (!renewing.compareAndSet(false, true)) {
            return; // the renewal under way looks for what is due when it ends
        }
        long now = engine.clock().nanoTime();
        List<HeldClaim> due = new ArrayList<>();
        for (HeldClaim claim : held.values()) {
            if (claim.renewalDue() - now <= 0) {
                due.add(claim);
            }
        }
        due.sort(Comparator.comparingLong(claim -> claim.leaseEnd() - now));
        renew(due, 0);
    }

    private void renew(List<HeldClaim> due, int from) {
        if (from >= due.size()) {
            renewing.set(false);
            tickAgain();
            return;
        }
        int to = Math.min(from + SLICE, due.size());
        AtomicInteger open = new AtomicInteger(to - from);
        for (HeldClaim claim : due.subList(from, to)) {
            renew(claim, () -> {
                if (open.decrementAndGet() == 0) {
                    renew(due, to);
                }
            });
        }
    }

    private void renew(HeldClaim claim, Runnable done) {
        if (held.get(claim.storeKey()) != claim) { // settled while earlier slices were on their way
            done.run();
            return;
        }
        long sentAt = engine.clock().nanoTime();
        new StoreReply<RenewReply>() {

            @Override
            public void onReply(RenewReply reply) {
                LeaseKeeper.this.failure = null;
                if (reply == RenewReply.OK) {
                    claim.confirmed(sentAt);
                } else {
                    lose(claim); // nothing is left to renew; settling finds out what that means
                }
                done.run();
            }

            @Override
            public void onNoReply(Throwable failure) {
                failedAt = engine.clock().nanoTime();
                LeaseKeeper.this.failure = failure;
                if (failure instanceof StoreClosedException) {
                    lose(claim);
                } // else it is still due: the next tick tries again, until its owner settles or gives up
                done.run();
            }
        }.of(engine.store().renew(claim.storeKey(), claim.owner(), claim.holdMillis()));
    }

    /** The next tick is when the first claim is due, but not before a twelfth of the shortest lease has passed. */
    private void tickAgain() {
        long due = NEVER;
        long shortest = NEVER;
        for (HeldClaim claim : held.values()) {
            due = Math.min(due, claim.renewalDue() - origin);
            shortest = Math.min(shortest, claim.policy().leaseMillis() * 1_000_000);
        }
        if (due != NEVER) {
            tickAt(Math.max(due, engine.clock().nanoTime() - origin + shortest / 12));
        }
    }
}
