package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.StoreException;

/**
 * The time for which the store has been unavailable, so that not every delivery that may run unguarded waits for it anew.
 * <p>
 * An outage begins when the store reports it, or with the first claim that fails. It ends when the store reports that, with the
 * first reply, or when for some minutes no claim has found it. While the store itself has reported the outage, claims are
 * answered without it; a renewal of nothing asks
 * it now and then, so that one that connects on demand does. Otherwise only claims can find out, and each is tried once.
 */
public final class StoreOutage {

    private static final long ASK_INTERVAL_NANOS = 1_000_000_000;

    /** After that long without a claim that failed, a failure shows nothing about the time before it. */
    private static final long MEMORY_NANOS = 120 * 1_000_000_000L;

    /** Owns no record, so that its renewal changes none. */
    private static final String NO_OWNER = "none";

    /**
     * @param seenAt when a claim failed, about a second ago at most when others have failed since
     * @param reported why the store is unavailable, by its own report; {@code null} when claims have found out
     */
    private record Outage(long beganAt, long seenAt, @Nullable String reported) {

        boolean isForgotten(long now) {
            return reported == null && now - seenAt > MEMORY_NANOS;
        }
    }

    private final StoreSteps store;
    private final EngineClock clock;
    private final AtomicReference<@Nullable Outage> current = new AtomicReference<>();
    private final AtomicReference<@Nullable Long> askedAt = new AtomicReference<>();

    public StoreOutage(StoreSteps store, EngineClock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** @param why {@code null} when the store is available again */
    public void reported(@Nullable String why) {
        if (why == null) {
            current.set(null);
        } else {
            Outage before = current.get();
            long now = clock.nanoTime();
            current.set(new Outage(before == null || before.isForgotten(now) ? now : before.beganAt, now, why));
        }
    }

    public void failed() {
        Outage before = current.get();
        long now = clock.nanoTime();
        if (before == null || before.isForgotten(now)) {
            current.compareAndSet(before, new Outage(now, now, null));
        } else if (before.reported == null && now - before.seenAt >= ASK_INTERVAL_NANOS) {
            current.compareAndSet(before, new Outage(before.beganAt, now, null));
        }
    }

    /** {@return whether the store is known to be unavailable} */
    public boolean isKnown() {
        return current.get() != null;
    }

    /** A claim is answered. The answer of a near cache says nothing of the store. */
    public void replied(ClaimReply reply) {
        if (!reply.isRemembered()) {
            replied();
        }
    }

    private void replied() {
        if (current.get() != null) {
            current.set(null);
        }
    }

    /** {@return whether the store has been unavailable for at least so long} */
    public boolean lasts(long millis) {
        Outage outage = current.get();
        return outage != null && clock.nanoTime() - outage.beganAt >= millis * 1_000_000;
    }

    /**
     * The failure of a claim that need not be tried.
     *
     * @param millis for how long the store must have been unavailable
     * @param storeKey the claim's key
     * @return {@code null} when the claim is to be tried
     */
    @Nullable
    public StoreException known(long millis, String storeKey) {
        Outage outage = current.get();
        if (outage == null || outage.reported == null || !lasts(millis)) {
            return null;
        }
        ask(storeKey);
        return current.get() == null ? null
                : new StoreException("The store has been unavailable for more than " + millis + " ms: " + outage.reported,
                        false, null);
    }

    private void ask(String storeKey) {
        Long last = askedAt.get();
        long now = clock.nanoTime();
        if ((last == null || now - last >= ASK_INTERVAL_NANOS) && askedAt.compareAndSet(last, now)) {
            new Asked().of(store.renew(storeKey, NO_OWNER, 1));
        }
    }

    private final class Asked extends StoreReply<RenewReply> {

        @Override
        public void onReply(RenewReply reply) {
            replied();
        }

        @Override
        public void onNoReply(Throwable failure) {
            // the outage continues
        }
    }
}
