package io.quarkiverse.eventidempotency;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.smallrye.common.annotation.CheckReturnValue;
import io.smallrye.mutiny.Uni;

/**
 * What a key was found to be when it was claimed.
 *
 * @param <T> the type of the results
 */
public sealed interface Claim<T extends @Nullable Object> {

    /** {@return the idempotency key as it stands in the store; {@code null} when the event has none and is not guarded} */
    @Nullable
    String key();

    /**
     * The key is the caller's, who is to do the work, and to say how it ended.
     * <p>
     * A claim can be settled once: completed, failed or released. Nobody renews it but its owner. As a resource of a
     * {@code try} statement, one that was not settled is failed when the block ends, and the next delivery runs it again.
     *
     * @param <T> the type of the results
     */
    non-sealed interface Acquired<T extends @Nullable Object> extends Claim<T>, AutoCloseable {

        /** {@return what to hand to the systems behind: attempt, fence, and keys for them} */
        IdempotencyContext context();

        /**
         * Stores that the event is completed.
         *
         * @param result what duplicates get; {@code null} for nothing
         * @return what became of it, once that is known. Fails with {@link CompletionNotStoredException} when the store does
         *         not
         *         confirm it, and with {@link IllegalStateException} when the claim has been settled already
         */
        @CheckReturnValue
        Uni<Settlement> complete(@Nullable T result);

        /**
         * Stores that the event failed. Unless the failure is a {@linkplain Idempotent terminal} one, the next delivery runs it
         * again.
         *
         * @return what became of it. Fails with {@link StoreUnavailableException} when the store does not confirm it: the lease
         *         then runs out; and with {@link IllegalStateException} when the claim has been settled already
         */
        @CheckReturnValue
        Uni<Settlement> fail(Throwable failure);

        /** Stores that the event failed, of which there is no exception; the next delivery runs it again. */
        @CheckReturnValue
        Uni<Settlement> fail(String error);

        /**
         * Gives the key back as if it had never been claimed: the attempt does not count.
         *
         * @return what became of it. Fails as {@link #fail(Throwable)} does
         */
        @CheckReturnValue
        Uni<Settlement> release();

        /**
         * Starts the lease again. To be called well before it ends, each third of it for example.
         *
         * @return whether the key is still the caller's: false when another delivery has taken over, or an operator has
         *         decided.
         *         Fails with {@link StoreUnavailableException} when the store does not confirm it, and with
         *         {@link IllegalStateException} when the claim has been settled already
         */
        @CheckReturnValue
        Uni<Boolean> renew();

        /**
         * Fails the claim, unless it has been settled. Waits for the store where the thread may wait; on an event loop it goes
         * on
         * in the background.
         */
        @Override
        void close();
    }

    /**
     * The event has been completed before.
     *
     * @param <T> the type of the results
     */
    non-sealed interface Duplicate<T extends @Nullable Object> extends Claim<T> {

        /** {@return what is stored} */
        IdempotencyRecord record();

        /**
         * The result of the first run.
         *
         * @return {@code null} when that was {@code null}, or is not stored
         * @throws ResultUnavailableException if what is stored is no longer of the result's type
         */
        @Nullable
        T cachedResult();
    }

    /**
     * The event is being processed elsewhere.
     *
     * @param key the idempotency key as it stands in the store
     * @param remainingLease after which the key can be claimed, unless its owner renews it or ends before
     * @param <T> the type of the results
     */
    record InFlight<T extends @Nullable Object>(@Nullable String key, Duration remainingLease) implements Claim<T> {
    }

    /** What became of a settlement. */
    enum Settlement {

        /** It is stored. */
        STORED,

        /** Another delivery had taken over, or an operator had decided: the newer record stands. */
        LEASE_LOST,

        /** There was nothing to store: the event is not guarded, since it has no key, the store is away or guards are off. */
        UNGUARDED
    }
}
