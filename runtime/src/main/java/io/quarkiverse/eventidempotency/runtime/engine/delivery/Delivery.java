package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.spi.StoreClosedException;

/**
 * One delivery to one body.
 *
 * <pre>
 *   CLAIMING --claimed--> BODY --item, failure--> SETTLING --stored--> DONE
 *      |  \--duplicate, refused---------------------------------------^
 *      |                    |                        |
 *    cancel               cancel                   cancel
 *      v                    v                        v
 *   CANCELLED            CANCELLED                CANCELLED
 *   (claim released      (body cancelled, the     (settling continues,
 *    once it is known)    lease expires)           no one is notified)
 * </pre>
 *
 * Its drivers decide where its steps are taken, how the body is called and how the caller is notified.
 *
 * @param <T> the result's type
 * @param <B> what the body returns
 */
abstract class Delivery<T extends @Nullable Object, B extends @Nullable Object> extends NextStep
        implements Claiming.Listener, Settlement.Listener {

    private enum State {
        CLAIMING,
        BODY,
        SETTLING,
        DONE,
        CANCELLED
    }

    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<Delivery, State> STATE = AtomicReferenceFieldUpdater
            .newUpdater(Delivery.class, State.class, "state");

    /** The settlement follows other work. */
    private static final Object FOLLOWED = new Object();

    final IdempotencyEngine engine;
    final GuardPolicy policy;
    final @Nullable RunningBody enclosing;
    private final Handler<T> handler;
    private final EventIdentity event;
    private final long startedAt;
    private GuardedBody<B> body;
    private volatile State state = State.CLAIMING;
    private volatile @Nullable Claiming claiming;

    private @Nullable HeldClaim claim;
    private @Nullable String key;
    private @Nullable DeliveryOutcome unguardedAs;
    /** The work that the delivery was called in; {@code null} for none. */
    private @Nullable OuterWork outer;

    /** The body's item, or its failure, while it is being settled. */
    private @Nullable T item;
    private @Nullable Throwable failure;

    Delivery(Handler<T> handler, EventIdentity event, GuardedBody<B> body, @Nullable RunningBody enclosing) {
        this.handler = handler;
        this.engine = handler.engine();
        this.policy = handler.policy();
        this.event = event;
        this.body = body;
        this.enclosing = enclosing;
        this.startedAt = engine.clock().nanoTime();
    }

    /** Takes the key and claims it. */
    final void start() {
        try {
            outer = outerWork();
            key = handler.answers().key(event);
            if (key != null) {
                Claiming claims = new Claiming(handler, event, key, enclosing, outer, true, startedAt, this);
                claiming = claims;
                if (state != State.CANCELLED) {
                    claims.start();
                }
                return;
            }
        } catch (Throwable e) {
            refuse(e);
            return;
        }
        runBody();
    }

    abstract @Nullable OuterWork outerWork();

    /** Calls the body, which ends with {@link #bodyEnded} or {@link #bodyFailed}. */
    abstract void callBody(GuardedBody<B> body, RunningBody running);

    /**
     * Chooses the place of the answer to a settlement: where the caller expects to be notified.
     *
     * @return whether this thread waits for it
     */
    abstract boolean settlesHere();

    abstract void tell(@Nullable T item);

    abstract void tellFailure(Throwable failure);

    /** {@return whether a delivery that the engine's end stops is left unsettled, so that its broker delivers it again} */
    abstract boolean leavesUnsettled();

    /** The engine's end has stopped the delivery, which is left unsettled. */
    abstract void tellStopped(DeliveryStopped reason);

    @Override
    public final void decided(ClaimOutcome outcome) {
        arrived(outcome);
    }

    @Override
    public final void settled(Settlement settlement) {
        arrived(settlement);
    }

    @Override
    public final void run() {
        Object answer = answer();
        if (answer instanceof Settlement settlement) {
            stored(settlement);
        } else if (answer instanceof HeldClaim held) {
            claim = held;
            runBody();
        } else if (answer == FOLLOWED) {
            followed();
        } else if (answer instanceof DeliveryStopped stopped) {
            tellStopped(stopped);
        } else if (state == State.CLAIMING && answer instanceof ClaimOutcome outcome) {
            answer(outcome instanceof ClaimOutcome.Found found ? claiming().read(found) : outcome);
        }
    }

    @Override
    final void rejected(RejectedExecutionException reason) {
        Object answer = answer();
        if (answer instanceof HeldClaim held) {
            held.release();
            refuse(reason);
        } else {
            run();
        }
    }

    private void answer(ClaimOutcome outcome) {
        if (outcome instanceof ClaimOutcome.Refused refused) {
            refuse(refused.reason());
        } else if (outcome instanceof ClaimOutcome.Duplicate duplicate) {
            answerDuplicate(String.valueOf(key), duplicate.record());
        } else if (outcome instanceof ClaimOutcome.Skipped) {
            answer(State.CLAIMING, DeliveryOutcome.IN_FLIGHT_SKIPPED, handler.answers().skipped());
        } else {
            unguardedAs = outcome instanceof ClaimOutcome.Observed observation ? observation.wouldBe() : null;
            runBody();
        }
    }

    private void answerDuplicate(String key, IdempotencyRecord record) {
        @Nullable
        T result;
        try {
            GuardedBody<B> instead = body.insteadFor(key, record);
            if (instead != null) {
                body = instead;
                unguardedAs = DeliveryOutcome.REPLAYED;
                runBody();
                return;
            }
            result = handler.answers().duplicate(key, record);
        } catch (Throwable e) {
            refuse(e);
            return;
        }
        answer(State.CLAIMING, handler.answers().duplicateOutcome(), result);
    }

    private void runBody() {
        if (STATE.compareAndSet(this, State.CLAIMING, State.BODY)) {
            callBody(body, new RunningBody(policy, key, claim, enclosing));
        } else if (claim != null) {
            claim.release();
        }
    }

    final void bodyEnded(@Nullable T ended) {
        HeldClaim held = claim;
        if (held == null) {
            answer(State.BODY, unguarded(), ended);
            return;
        }
        if (state != State.BODY) {
            return;
        }
        String json;
        try {
            json = handler.answers().encode(held.key(), ended);
        } catch (Throwable e) {
            bodyFailed(e);
            return;
        }
        if (!STATE.compareAndSet(this, State.BODY, State.SETTLING)) {
            return;
        }
        item = ended;
        if (outer != null) {
            follow(outer, held, json);
            return;
        }
        boolean here = settlesHere();
        held.complete(json, this);
        if (here) {
            takeHereUninterruptibly();
        }
    }

    final void bodyFailed(@Nullable Throwable cause) {
        Throwable reason = cause != null ? cause : new CompletionException("The body failed without saying why", null);
        HeldClaim held = claim;
        if (held == null) {
            fail(State.BODY, unguarded(), reason);
        } else if (STATE.compareAndSet(this, State.BODY, State.SETTLING)) {
            settleFailed(held, reason);
        }
    }

    private void settleFailed(HeldClaim held, Throwable reason) {
        failure = reason;
        boolean here = settlesHere();
        held.fail(reason, this);
        if (here) {
            takeHereUninterruptibly();
        }
    }

    /** Answers at once, since the work may wait for that, and settles when the work ends. */
    private void follow(OuterWork work, HeldClaim held, @Nullable String json) {
        try {
            new OuterSettlement(engine, held, json, work, startedAt).follow();
        } catch (Throwable e) {
            settleFailed(held, e);
            return;
        }
        if (settlesHere()) {
            followed();
        } else {
            arrived(FOLLOWED);
        }
    }

    private void followed() {
        if (STATE.compareAndSet(this, State.SETTLING, State.DONE)) {
            tell(item);
        }
    }

    private void stored(Settlement settlement) {
        settlement.report(startedAt);
        if (!STATE.compareAndSet(this, State.SETTLING, State.DONE)) {
            return; // it counts although its caller has left
        }
        Throwable unstored = settlement.unstored();
        Throwable reason = failure;
        if (reason != null) {
            if (unstored != null) {
                reason.addSuppressed(unstored);
            }
            tellFailure(reason);
        } else if (unstored == null || handler.answers().proceedsUnstored()) {
            tell(item);
        } else {
            reason = handler.answers().notStored(settlement.claim().key(), unstored);
            if (unstored instanceof StoreClosedException && leavesUnsettled()) {
                tellStopped(new DeliveryStopped(reason));
            } else {
                tellFailure(reason);
            }
        }
    }

    @Override
    public void stopped(Throwable reason) {
        if (leavesUnsettled()) {
            arrived(new DeliveryStopped(reason));
        } else {
            decided(new ClaimOutcome.Refused(reason));
        }
    }

    private DeliveryOutcome unguarded() {
        if (unguardedAs != null) {
            return unguardedAs;
        }
        return key == null ? event.endingWithoutKey() : DeliveryOutcome.UNGUARDED_NO_STORE;
    }

    /**
     * Cancels the delivery.
     *
     * @return whether its body was running
     */
    final boolean cancelled() {
        State before = STATE.getAndUpdate(this, current -> current == State.DONE ? current : State.CANCELLED);
        if (before == State.CLAIMING || before == State.BODY) {
            ended(DeliveryOutcome.CANCELLED);
        }
        if (before == State.CLAIMING) {
            Claiming claims = claiming;
            if (claims != null) {
                claims.cancel();
            }
            leave();
        } else if (before == State.BODY && claim != null) {
            claim.abandon();
        }
        return before == State.BODY;
    }

    final boolean isCancelled() {
        return state == State.CANCELLED;
    }

    final boolean isClaiming() {
        return state == State.CLAIMING;
    }

    final boolean isInBody() {
        return state == State.BODY;
    }

    /** The thread that waits for the claim is interrupted. A claim that is acquired all the same is released. */
    final void interrupted(InterruptedException cause) {
        Claiming claims = claiming();
        claims.cancel();
        CancellationException interrupted = new CancellationException(
                "Interrupted while claiming [" + engine.named(policy.scope(), key) + "]; the body has not run");
        interrupted.initCause(cause);
        Thread.currentThread().interrupt();
        refuse(interrupted);
        left();
    }

    private Claiming claiming() {
        Claiming claims = claiming;
        if (claims == null) {
            throw new IllegalStateException("Nothing is claimed");
        }
        return claims;
    }

    private void refuse(Throwable reason) {
        fail(State.CLAIMING, Endings.ofRefusal(reason), reason);
    }

    private void answer(State from, DeliveryOutcome outcome, @Nullable T answer) {
        if (STATE.compareAndSet(this, from, State.DONE)) {
            ended(outcome);
            tell(answer);
        }
    }

    private void fail(State from, DeliveryOutcome outcome, Throwable reason) {
        if (STATE.compareAndSet(this, from, State.DONE)) {
            ended(outcome);
            tellFailure(reason);
        }
    }

    private void ended(DeliveryOutcome outcome) {
        HeldClaim held = claim;
        engine.ended(policy, key, outcome, held == null ? 0 : held.attempt(), startedAt);
    }
}
