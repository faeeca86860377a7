package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;

/**
 * Settles the claim of a body that has ended well, once the work ends that it was called in. The result has been returned by
 * then, so that nobody can be told what cannot be stored: it is logged.
 */
public final class OuterSettlement extends NextStep implements Consumer<WorkEnd> {

    private static final String ROLLED_BACK = "rolled back";
    private static final String UNKNOWN = "it is not known whether it was committed or rolled back";

    private final IdempotencyEngine engine;
    private final HeldClaim claim;
    private final @Nullable String json;
    private final OuterWork work;
    private final long startedAt;

    /**
     * @param json the result; {@code null} when it is not to be stored
     * @param work the work
     * @param startedAt the nanosecond at which the delivery began
     */
    OuterSettlement(IdempotencyEngine engine, HeldClaim claim, @Nullable String json, OuterWork work, long startedAt) {
        this.engine = engine;
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
        return claim.policy().method();
    }

    /**
     * {@return whether it waits for the end of some work, so that a delivery that waits for it in that work would never end}
     */
    boolean isOf(@Nullable OuterWork other) {
        return other != null && work.overlaps(other);
    }

    @Override
    public void accept(WorkEnd end) {
        engine.ends(this);
        if (end != WorkEnd.STANDS) { // on whatever thread ends it, which may be the transaction manager's own: it is not held up
            goesTo(Runnable::run);
            fail(end);
        } else if (work.mayWait()) {
            awaitedHere();
            claim.complete(json, this::arrived);
            takeHereUninterruptibly();
        } else {
            goesTo(Runnable::run);
            claim.complete(json, this::arrived);
        }
    }

    /** A handler with a quarantine after a crash wants nothing to run twice that may have had its effect. */
    private void fail(WorkEnd end) {
        if (end == WorkEnd.UNKNOWN && claim.policy().afterCrash() == AfterCrash.QUARANTINE) {
            claim.fail(UNKNOWN, "QUARANTINED", DeliveryOutcome.FAILED_FOR_GOOD, this::arrived);
        } else {
            claim.fail(end == WorkEnd.UNKNOWN ? UNKNOWN : ROLLED_BACK, null, DeliveryOutcome.FAILED, this::arrived);
        }
    }

    @Override
    public void run() {
        if (answer() instanceof SettlementTry settlement) {
            settlement.report(startedAt);
        }
    }

    @Override
    void rejected(RejectedExecutionException reason) {
        run();
    }
}
