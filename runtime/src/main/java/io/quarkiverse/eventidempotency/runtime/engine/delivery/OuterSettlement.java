package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.spi.SettleReply;

/**
 * Settles the claim of a body that has ended well, once the work ends that it was called in. The result has been returned by
 * then, so that nobody can be told what cannot be stored: it is logged.
 */
public final class OuterSettlement implements Consumer<WorkEnd> {

    private static final String ROLLED_BACK = "rolled back";
    private static final String UNKNOWN = "it is not known whether it was committed or rolled back";

    private final IdempotencyEngine engine;
    private final GuardPolicy policy;
    private final HeldClaim claim;
    private final @Nullable String json;
    private final OuterWork work;
    private final long startedAt;

    /**
     * @param json the result; {@code null} when it is not to be stored
     * @param work the work
     * @param startedAt the nanosecond at which the delivery began
     */
    OuterSettlement(IdempotencyEngine engine, GuardPolicy policy, HeldClaim claim, @Nullable String json, OuterWork work,
            long startedAt) {
        this.engine = engine;
        this.policy = policy;
        this.claim = claim;
        this.json = json;
        this.work = work;
        this.startedAt = startedAt;
    }

    /** Settles when the work ends. */
    void follow() {
        engine.begins(this);
        try {
            work.whenDecided(this);
        } catch (Throwable failure) {
            engine.ends(this);
            throw failure;
        }
    }

    public String storeKey() {
        return claim.storeKey();
    }

    String method() {
        return policy.method();
    }

    /**
     * {@return whether it waits for the end of some work, so that who waits for it in that work would never come to its end}
     */
    boolean isOf(@Nullable OuterWork other) {
        return other != null && work.overlaps(other);
    }

    @Override
    public void accept(WorkEnd end) {
        engine.ends(this);
        if (end != WorkEnd.STANDS) { // on whatever thread ends it, which may be the transaction manager's own: it is not held up
            fail(end);
            return;
        }
        CompletableFuture<@Nullable Void> told = new CompletableFuture<>();
        claim.complete(json, reply -> {
            settled(reply, DeliveryOutcome.COMPLETED);
            told.complete(null);
        }, cause -> {
            notSettled(cause);
            told.complete(null);
        });
        if (work.mayWait()) {
            told.join();
        }
    }

    /** Who asks for a quarantine after a crash wants nothing to run twice that may have had its effect. */
    private void fail(WorkEnd end) {
        if (end == WorkEnd.UNKNOWN && policy.afterCrash() == AfterCrash.QUARANTINE) {
            claim.fail(UNKNOWN, "QUARANTINED", false, reply -> settled(reply, DeliveryOutcome.FAILED_FOR_GOOD),
                    this::notSettled);
        } else {
            claim.fail(end == WorkEnd.UNKNOWN ? UNKNOWN : ROLLED_BACK, null, true,
                    reply -> settled(reply, DeliveryOutcome.FAILED), this::notSettled);
        }
    }

    private void settled(SettleReply reply, DeliveryOutcome outcome) {
        boolean lost = BlockingDelivery.lost(reply);
        ended(lost ? DeliveryOutcome.LEASE_LOST : outcome);
        if (lost) {
            engine.listener().leaseLost(policy, claim.key());
        }
    }

    private void notSettled(Throwable cause) {
        ended(DeliveryOutcome.NOT_STORED);
        engine.listener().outcomeNotStored(policy, claim.key(), cause);
    }

    private void ended(DeliveryOutcome outcome) {
        engine.ended(policy, claim.key(), outcome, claim.attempt(), startedAt);
    }
}
