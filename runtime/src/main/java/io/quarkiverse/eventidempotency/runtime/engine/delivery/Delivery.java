package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.spi.RecordContent;

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
 */
abstract class Delivery<T extends @Nullable Object> extends NextStep
        implements ClaimListener {

    enum State {
        CLAIMING,
        BODY,
        SETTLING,
        DONE,
        CANCELLED
    }

    @SuppressWarnings("rawtypes")
    private static final AtomicReferenceFieldUpdater<Delivery, State> STATE = AtomicReferenceFieldUpdater
            .newUpdater(Delivery.class, State.class, "state");

    final @Nullable RunningBody enclosing;
    final Handler<T> handler;
    private final EventIdentity event;
    final long startedAt;
    private volatile State state = State.CLAIMING;
    private volatile @Nullable Claiming claiming;

    @Nullable
    HeldClaim claim;
    @Nullable
    String key;
    @Nullable
    DeliveryOutcome unguardedAs;
    /** The work that the delivery was called in; {@code null} for none. */
    @Nullable
    OuterWork outer;

    Delivery(Handler<T> handler, EventIdentity event, @Nullable RunningBody enclosing) {
        this.handler = handler;
        this.event = event;
        this.enclosing = enclosing;
        this.startedAt = engine().clock().nanoTime();
    }

    final IdempotencyEngine engine() {
        return handler.engine();
    }

    final GuardPolicy policy() {
        return handler.policy();
    }

    /** Takes the key and claims it. */
    final void start() {
        try {
            outer = outerWork();
            key = handler.answers().key(event);
            if (key != null) {
                Claiming claims = new Claiming(handler, event, key, outer, true, startedAt, this);
                claiming = claims;
                if (state != State.CANCELLED) {
                    claims.start(enclosing);
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

    /** Runs the body: with the claim, or unguarded. */
    abstract void runBody();

    abstract void answerDuplicate(String key, RecordContent record);

    /** The settlement of the claim is over. */
    abstract void step(@Nullable Object answer);

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
    public final void run() {
        Object answer = answer();
        if (answer instanceof HeldClaim held) {
            claim = held;
            runBody();
        } else if (answer instanceof DeliveryStopped stopped) {
            tellStopped(stopped);
        } else if (!(answer instanceof ClaimOutcome outcome)) {
            step(answer);
        } else if (state == State.CLAIMING) {
            answer(outcome instanceof FoundRecord found ? found.read() : outcome);
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
        } else if (outcome instanceof FoundRecord duplicate) {
            answerDuplicate(String.valueOf(key), duplicate.record());
        } else if (outcome instanceof ClaimOutcome.Skipped) {
            answer(State.CLAIMING, DeliveryOutcome.IN_FLIGHT_SKIPPED, handler.answers().mapping().empty());
        } else {
            unguardedAs = outcome instanceof ClaimOutcome.Observed observation ? observation.wouldBe() : null;
            runBody();
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

    final DeliveryOutcome unguarded() {
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

    /** {@return whether the delivery was in the first state, and now is in the other} */
    final boolean goes(State from, State to) {
        return STATE.compareAndSet(this, from, to);
    }

    final boolean is(State expected) {
        return state == expected;
    }

    /** The thread that waits for the claim is interrupted. A claim that is acquired all the same is released. */
    final void interrupted(InterruptedException cause) {
        Claiming claims = claiming;
        if (claims != null) {
            claims.cancel();
        }
        CancellationException interrupted = new CancellationException(
                "Interrupted while claiming [" + engine().named(policy().scope(), key) + "]; the body has not run");
        interrupted.initCause(cause);
        Thread.currentThread().interrupt();
        refuse(interrupted);
        left();
    }

    final void refuse(Throwable reason) {
        fail(State.CLAIMING, Endings.ofRefusal(reason), reason);
    }

    final void answer(State from, DeliveryOutcome outcome, @Nullable T answer) {
        if (goes(from, State.DONE)) {
            ended(outcome);
            tell(answer);
        }
    }

    final void fail(State from, DeliveryOutcome outcome, Throwable reason) {
        if (goes(from, State.DONE)) {
            ended(outcome);
            tellFailure(reason);
        }
    }

    private void ended(DeliveryOutcome outcome) {
        HeldClaim held = claim;
        engine().ended(policy(), key, outcome, held == null ? 0 : held.attempt(), startedAt);
    }
}
