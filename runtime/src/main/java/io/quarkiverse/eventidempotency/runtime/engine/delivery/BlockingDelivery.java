package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.CompletionNotStoredException;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.spi.SettleReply;
import io.quarkiverse.eventidempotency.spi.StoreClosedException;

/**
 * One delivery to a body that returns its result, on a thread that waits for the store.
 *
 * @param <T> the result's type
 */
public final class BlockingDelivery<T extends @Nullable Object> {

    private final IdempotencyEngine engine;
    private final GuardPolicy policy;
    private final Answers<T> answers;
    private final @Nullable OuterWork outer;
    private final boolean letIn;
    private final @Nullable RunningBody enclosing = RunningBody.here();
    private final long startedAt;

    private @Nullable String key;

    public BlockingDelivery(IdempotencyEngine engine, GuardPolicy policy, ResultMapping<T> mapping, @Nullable OuterWork outer,
            boolean letIn) {
        this.engine = engine;
        this.policy = policy;
        this.answers = new Answers<>(engine, policy, mapping);
        this.outer = outer;
        this.letIn = letIn;
        this.startedAt = engine.clock().nanoTime();
    }

    @Nullable
    public T run(EventIdentity event, GuardedBody<T> body) throws Exception {
        ClaimOutcome outcome = null;
        GuardedBody<T> instead = null;
        try {
            key = answers.key(event);
            if (key != null) {
                outcome = new BlockingClaim(engine, policy, event, key, enclosing, outer, letIn).await();
                if (outcome instanceof ClaimOutcome.Duplicate duplicate) {
                    instead = body.insteadFor(key, duplicate.record());
                    if (instead == null) {
                        @Nullable
                        T result = answers.duplicate(key, duplicate.record());
                        ended(answers.duplicateOutcome(), null);
                        return result;
                    }
                }
            }
        } catch (DeliveryStopped stopped) {
            throw stopped; // it has not ended: its message is delivered again
        } catch (Throwable reason) {
            ended(Endings.ofRefusal(reason), null);
            throw reason;
        }
        if (instead != null) {
            return callUnguarded(instead, DeliveryOutcome.REPLAYED);
        }
        if (outcome instanceof HeldClaim claim) {
            return run(claim, body);
        }
        if (outcome instanceof ClaimOutcome.Skipped) {
            ended(DeliveryOutcome.IN_FLIGHT_SKIPPED, null);
            return answers.skipped();
        }
        return callUnguarded(body, outcome instanceof ClaimOutcome.Observed observed ? observed.wouldBe()
                : key == null ? event.endingWithoutKey() : DeliveryOutcome.UNGUARDED_NO_STORE);
    }

    private @Nullable T callUnguarded(GuardedBody<T> body, DeliveryOutcome as) throws Exception {
        try {
            return call(body, null);
        } finally {
            ended(as, null);
        }
    }

    private @Nullable T run(HeldClaim claim, GuardedBody<T> body) throws Exception {
        @Nullable
        T result;
        String json;
        try {
            result = call(body, claim);
            json = answers.encode(claim.key(), result);
            if (outer != null) {
                new OuterSettlement(engine, policy, claim, json, outer, startedAt).follow();
                return result;
            }
        } catch (Throwable failure) {
            fail(claim, failure);
            throw failure;
        }
        complete(claim, json);
        return result;
    }

    private @Nullable T call(GuardedBody<T> body, @Nullable HeldClaim claim) throws Exception {
        RunningBody before = RunningBody.enter(new RunningBody(policy, key, claim, enclosing));
        try {
            return body.call();
        } finally {
            RunningBody.enter(before);
        }
    }

    private void ended(DeliveryOutcome outcome, @Nullable HeldClaim claim) {
        engine.ended(policy, key, outcome, claim == null ? 0 : claim.attempt(), startedAt);
    }

    private void complete(HeldClaim claim, @Nullable String json) {
        CompletableFuture<SettleReply> settled = new CompletableFuture<>();
        claim.complete(json, settled::complete, settled::completeExceptionally);
        Throwable unstored = await(claim, settled, DeliveryOutcome.COMPLETED);
        if (unstored != null && !answers.proceedsUnstored()) {
            CompletionNotStoredException failure = answers.notStored(claim.key(), unstored);
            throw letIn && unstored instanceof StoreClosedException ? new DeliveryStopped(failure) : failure;
        }
    }

    private void fail(HeldClaim claim, Throwable failure) {
        CompletableFuture<SettleReply> settled = new CompletableFuture<>();
        claim.fail(failure, settled::complete, settled::completeExceptionally);
        Throwable unstored = await(claim, settled, Endings.ofFailure(policy, failure));
        if (unstored != null) {
            failure.addSuppressed(unstored);
        }
    }

    /** {@return why the outcome could not be stored; {@code null} when it could, or when a newer record stands} */
    private @Nullable Throwable await(HeldClaim claim, CompletableFuture<SettleReply> settled, DeliveryOutcome stored) {
        try {
            if (lost(settled.join())) {
                ended(DeliveryOutcome.LEASE_LOST, claim);
                engine.listener().leaseLost(policy, claim.key());
            } else {
                ended(stored, claim);
            }
            return null;
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            ended(DeliveryOutcome.NOT_STORED, claim);
            engine.listener().outcomeNotStored(policy, claim.key(), cause);
            return cause;
        }
    }

    public static boolean lost(SettleReply reply) {
        return reply == SettleReply.LOST || reply == SettleReply.FOREIGN || reply == SettleReply.GONE;
    }
}
