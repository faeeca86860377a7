package io.quarkiverse.eventidempotency.runtime.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.SettleReply;

/**
 * One delivery to a body that returns its result, on a thread that waits for the store.
 *
 * @param <T> the result's type
 */
final class BlockingDelivery<T extends @Nullable Object> {

    private final IdempotencyEngine engine;
    private final GuardPolicy policy;
    private final Answers<T> answers;

    BlockingDelivery(IdempotencyEngine engine, GuardPolicy policy, ResultMapping<T> mapping) {
        this.engine = engine;
        this.policy = policy;
        this.answers = new Answers<>(engine, policy, mapping);
    }

    @Nullable
    T run(EventIdentity event, GuardedBody<T> body) throws Exception {
        String key;
        ClaimOutcome outcome;
        try {
            key = answers.key(event);
            outcome = key == null ? null : new BlockingClaim(engine, policy, event, key).await();
            if (key != null && outcome instanceof ClaimOutcome.Duplicate duplicate) {
                @Nullable
                T result = answers.duplicate(key, duplicate.record());
                policy.counters().ended(answers.duplicateOutcome());
                return result;
            }
        } catch (Throwable reason) {
            policy.counters().ended(DeliveryOutcome.ofRefusal(reason));
            throw reason;
        }
        if (outcome instanceof HeldClaim claim) {
            return run(claim, body);
        }
        if (outcome instanceof ClaimOutcome.Skipped) {
            policy.counters().ended(DeliveryOutcome.IN_FLIGHT_SKIPPED);
            return answers.skipped();
        }
        try {
            return body.call();
        } finally {
            policy.counters().ended(key == null ? DeliveryOutcome.UNGUARDED_NO_KEY : DeliveryOutcome.UNGUARDED_NO_STORE);
        }
    }

    private @Nullable T run(HeldClaim claim, GuardedBody<T> body) throws Exception {
        @Nullable
        T result;
        String json;
        try {
            result = body.call();
            json = answers.encode(claim.key(), result);
        } catch (Throwable failure) {
            fail(claim, failure);
            throw failure;
        }
        complete(claim, json);
        return result;
    }

    private void complete(HeldClaim claim, @Nullable String json) {
        CompletableFuture<SettleReply> settled = new CompletableFuture<>();
        claim.complete(json, settled::complete, settled::completeExceptionally);
        Throwable unstored = await(claim, settled, DeliveryOutcome.COMPLETED);
        if (unstored != null && !answers.proceedsUnstored()) {
            throw answers.notStored(claim.key(), unstored);
        }
    }

    private void fail(HeldClaim claim, Throwable failure) {
        CompletableFuture<SettleReply> settled = new CompletableFuture<>();
        claim.fail(failure, settled::complete, settled::completeExceptionally);
        Throwable unstored = await(claim, settled, DeliveryOutcome.FAILED);
        if (unstored != null) {
            failure.addSuppressed(unstored);
        }
    }

    /** {@return why the outcome could not be stored; {@code null} when it could, or when a newer record stands} */
    private @Nullable Throwable await(HeldClaim claim, CompletableFuture<SettleReply> settled, DeliveryOutcome stored) {
        try {
            if (lost(settled.join())) {
                policy.counters().ended(DeliveryOutcome.LEASE_LOST);
                engine.listener().leaseLost(policy, claim.key());
            } else {
                policy.counters().ended(stored);
            }
            return null;
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            policy.counters().ended(DeliveryOutcome.NOT_STORED);
            engine.listener().outcomeNotStored(policy, claim.key(), cause);
            return cause;
        }
    }

    static boolean lost(SettleReply reply) {
        return reply == SettleReply.LOST || reply == SettleReply.FOREIGN || reply == SettleReply.GONE;
    }
}
