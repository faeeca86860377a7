package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.ClaimRequest;
import io.quarkiverse.eventidempotency.spi.IdempotencyStore;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.SettleRequest;
import io.smallrye.mutiny.Uni;

/**
 * The steps of a store. One that breaks its contract, since it throws or returns {@code null} instead of a {@code Uni} that
 * fails, fails the step, so that whoever waits for the step is told.
 */
public record StoreSteps(IdempotencyStore store) {

    public Uni<ClaimReply> claim(ClaimRequest request) {
        try {
            return returned(store.claim(request));
        } catch (Throwable e) {
            return Uni.createFrom().failure(e);
        }
    }

    public Uni<SettleReply> settle(SettleRequest request) {
        try {
            return returned(store.settle(request));
        } catch (Throwable e) {
            return Uni.createFrom().failure(e);
        }
    }

    public Uni<RenewReply> renew(String storeKey, String owner, long holdMillis) {
        try {
            return returned(store.renew(storeKey, owner, holdMillis));
        } catch (Throwable e) {
            return Uni.createFrom().failure(e);
        }
    }

    /** {@return whether the store {@linkplain IdempotencyStore#keepsOrder() keeps the order} of its steps} */
    public boolean keepOrder() {
        return store.keepsOrder();
    }

    private <R> Uni<R> returned(@Nullable Uni<R> step) {
        return Objects.requireNonNull(step, () -> store.getClass().getName() + " returned null instead of a Uni");
    }
}
