package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Claim;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.IdempotencyContext;
import io.quarkiverse.eventidempotency.StoreUnavailableException;
import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.StoreReply;
import io.quarkiverse.eventidempotency.spi.RenewReply;
import io.smallrye.mutiny.Uni;

/**
 * A claim that its caller settles. Its lease is renewed by nobody else.
 *
 * @param <T> the type of the results
 */
final class AcquiredClaim<T extends @Nullable Object> implements Claim.Acquired<T> {

    private static final String NOT_SETTLED = "Closed before it was settled";

    private final Answers<T> answers;
    private final HeldClaim claim;
    private final IdempotencyContext context;
    private final Supplier<Caller> callers;
    private final long startedAt;
    private final AtomicBoolean settled = new AtomicBoolean();

    AcquiredClaim(Answers<T> answers, HeldClaim claim, Supplier<Caller> callers, long startedAt) {
        this.answers = answers;
        this.claim = claim;
        this.context = new RunningBody(claim.policy(), claim.key(), claim, null);
        this.callers = callers;
        this.startedAt = startedAt;
    }

    @Override
    public String key() {
        return claim.key();
    }

    @Override
    public IdempotencyContext context() {
        return context;
    }

    @Override
    public Uni<Settlement> complete(@Nullable T result) {
        return Uni.createFrom().deferred(() -> {
            String json = answers.encode(claim.key(), result);
            return settle(listener -> claim.complete(json, listener),
                    cause -> answers.proceedsUnstored() ? null : answers.notStored(claim.key(), cause));
        });
    }

    @Override
    public Uni<Settlement> fail(Throwable failure) {
        return settle(listener -> claim.fail(failure, listener), this::unavailable);
    }

    @Override
    public Uni<Settlement> fail(String error) {
        return settle(listener -> claim.fail(error, null, DeliveryOutcome.FAILED, listener), this::unavailable);
    }

    @Override
    public Uni<Settlement> release() {
        return settle(claim::release, this::unavailable);
    }

    /** @param unstored the failure where the step is not stored; it gives {@code null} for none */
    private Uni<Settlement> settle(Consumer<SettlementTry.Listener> step, Function<Throwable, @Nullable Throwable> unstored) {
        return Uni.createFrom().emitter(emitter -> {
            if (!settled.compareAndSet(false, true)) {
                emitter.fail(alreadySettled());
                return;
            }
            Caller caller = callers.get();
            step.accept(settlement -> caller.execute(() -> {
                settlement.report(startedAt);
                Throwable cause = settlement.unstored();
                Throwable failure = cause == null ? null : unstored.apply(cause);
                if (failure != null) {
                    emitter.fail(failure);
                } else {
                    emitter.complete(cause != null ? Settlement.UNGUARDED
                            : settlement.lost() ? Settlement.LEASE_LOST : Settlement.STORED);
                }
            }));
        });
    }

    private IllegalStateException alreadySettled() {
        return new IllegalStateException(
                "The claim has been settled already [" + answers.engine().named(claim.policy().scope(), claim.key())
                        + "]: it can be completed, failed or released once");
    }

    private StoreUnavailableException unavailable(Throwable cause) {
        return new StoreUnavailableException(
                "The store does not answer [" + answers.engine().named(claim.policy().scope(), claim.key())
                        + "]. Unless it has taken the step all the same, the event can run again once its lease has ended.",
                claim.policy().scope(), claim.key(), cause);
    }

    @Override
    public Uni<Boolean> renew() {
        return Uni.createFrom().emitter(emitter -> {
            if (settled.get()) {
                emitter.fail(alreadySettled());
                return;
            }
            Caller caller = callers.get();
            long sentAt = answers.engine().clock().nanoTime();
            new StoreReply<RenewReply>() {

                @Override
                public void onReply(RenewReply reply) {
                    if (reply == RenewReply.OK) {
                        claim.confirmed(sentAt);
                    }
                    caller.execute(() -> emitter.complete(reply == RenewReply.OK));
                }

                @Override
                public void onNoReply(Throwable failure) {
                    caller.execute(() -> emitter.fail(unavailable(failure)));
                }
            }.of(answers.engine().store().renew(claim.storeKey(), claim.owner(), claim.holdMillis()));
        });
    }

    @Override
    public void close() {
        if (!callers.get().mayBlock()) {
            if (settled.compareAndSet(false, true)) { // no caller waits for it; the listener receives its failure
                claim.fail(NOT_SETTLED, null, DeliveryOutcome.FAILED, settlement -> settlement.report(startedAt));
            }
            return;
        }
        if (settled.get()) {
            return;
        }
        try {
            fail(NOT_SETTLED).await().indefinitely();
        } catch (CompletionException | StoreUnavailableException | IllegalStateException e) {
            // told to the listener; or settled by another thread in this moment
        }
    }
}
