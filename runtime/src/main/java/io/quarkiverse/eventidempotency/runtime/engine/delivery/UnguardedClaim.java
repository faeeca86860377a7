package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.smallrye.mutiny.Uni;

/**
 * The leave to do the work without a claim. There is nothing to settle.
 *
 * @param <T> the type of the results
 */
public record UnguardedClaim<T extends @Nullable Object>(IdempotencyContext context) implements Claim.Acquired<T> {

    private static final Uni<Settlement> UNGUARDED = Uni.createFrom().item(Settlement.UNGUARDED);
    private static final Uni<Boolean> YES = Uni.createFrom().item(true);

    @Override
    public @Nullable String key() {
        return context.key();
    }

    @Override
    public Uni<Settlement> complete(@Nullable T result) {
        return UNGUARDED;
    }

    @Override
    public Uni<Settlement> fail(Throwable failure) {
        return UNGUARDED;
    }

    @Override
    public Uni<Settlement> fail(String error) {
        return UNGUARDED;
    }

    @Override
    public Uni<Settlement> release() {
        return UNGUARDED;
    }

    @Override
    public Uni<Boolean> renew() {
        return YES;
    }

    @Override
    public void close() {
        // nothing is held
    }
}
