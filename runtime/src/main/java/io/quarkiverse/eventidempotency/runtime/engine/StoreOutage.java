package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.StoreException;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;

/**
 * The time for which the store has been unavailable, so that not every delivery that may run unguarded waits for it anew.
 * <p>
 * An outage begins when the store reports it, or with the first claim that fails. It ends when the store reports that, or with
 * the first reply. While the store itself has reported the outage, claims are answered without it; a renewal of nothing asks
 * it now and then, so that one that connects on demand does. Otherwise only claims can find out, and each is tried once.
 */
final class StoreOutage {

    private static final long ASK_INTERVAL_NANOS = 1_000_000_000;

    /** Owns no record, so that its renewal changes none. */
    private static final String NO_OWNER = "none";

    /** @param reported why the store is unavailable, by its own report; {@code null} when claims have found out */
    private record Outage(long beganAt, @Nullable String reported) {
    }

    private final StoreSteps store;
    private final EngineClock clock;
    private final AtomicReference<@Nullable Outage> current = new AtomicReference<>();
    private final AtomicReference<@Nullable Long> askedAt = new AtomicReference<>();

    StoreOutage(StoreSteps store, EngineClock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** @param why {@code null} when the store is available again */
    void reported(@Nullable String why) {
        if (why == null) {
            current.set(null);
        } else {
            Outage before = current.get();
            current.set(new Outage(before == null ? clock.nanoTime() : before.beganAt, why));
        }
    }

    /** A claim failed. */
    void failed() {
        if (current.get() == null) {
            current.compareAndSet(null, new Outage(clock.nanoTime(), null));
        }
    }

    /** The store replied. */
    void replied() {
        if (current.get() != null) {
            current.set(null);
        }
    }

    /** {@return whether the store has been unavailable for at least so long} */
    boolean lasts(long millis) {
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
    StoreException known(long millis, String storeKey) {
        Outage outage = current.get();
        if (outage == null || outage.reported == null || !lasts(millis)) {
            return null;
        }
        ask(storeKey);
        return current.get() == null ? null
                : new StoreException("The store has been unavailable for more than " + millis + " ms: " + outage.reported,
                        false,
                        null);
    }

    private void ask(String storeKey) {
        Long last = askedAt.get();
        long now = clock.nanoTime();
        if ((last == null || now - last >= ASK_INTERVAL_NANOS) && askedAt.compareAndSet(last, now)) {
            store.renew(storeKey, NO_OWNER, 1).subscribe().withSubscriber(new Asked());
        }
    }

    private final class Asked implements UniSubscriber<RenewReply> {

        @Override
        public void onSubscribe(UniSubscription subscription) {
        }

        @Override
        public void onItem(RenewReply reply) {
            replied();
        }

        @Override
        public void onFailure(Throwable failure) {
        }
    }
}
