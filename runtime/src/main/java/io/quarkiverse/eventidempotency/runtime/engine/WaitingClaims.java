package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.spi.RecordContent;

/**
 * The claims that wait for the owner of their key, by that key. An owner in this process wakes them when it settles; for one
 * elsewhere they ask the store again.
 */
public final class WaitingClaims {

    private final Map<String, Set<Waiter>> waiters = new ConcurrentHashMap<>();

    /** The pause of a claim whose key is in flight. */
    public abstract static class Waiter extends Delay {

        /**
         * The owner has settled.
         *
         * @param completed the completed record; {@code null} when the store has to be asked
         */
        public abstract void settled(@Nullable IdempotencyRecord completed);
    }

    public void add(String storeKey, Waiter waiter) {
        waiters.compute(storeKey, (key, known) -> {
            Set<Waiter> all = known == null ? new LinkedHashSet<>() : known;
            all.add(waiter);
            return all;
        });
    }

    public void remove(String storeKey, Waiter waiter) {
        waiters.computeIfPresent(storeKey, (key, known) -> {
            known.remove(waiter);
            return known.isEmpty() ? null : known;
        });
    }

    /**
     * Wakes those that wait for a key.
     *
     * @param completed the record as it is stored; {@code null} when it is not completed
     */
    public void settled(String storeKey, @Nullable RecordContent completed) {
        if (waiters.isEmpty()) {
            return;
        }
        Set<Waiter> woken = waiters.remove(storeKey);
        if (woken == null) {
            return;
        }
        IdempotencyRecord record = completed == null ? null : completed.record();
        for (Waiter waiter : woken) {
            waiter.settled(record);
        }
    }
}
