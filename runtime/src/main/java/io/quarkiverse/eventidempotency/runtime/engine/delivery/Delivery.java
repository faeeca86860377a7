package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.ReplayedFailureException;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryFailure;
import io.quarkiverse.eventidempotency.spi.ClaimReply;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.TraceContext;

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
abstract class Delivery<T extends @Nullable Object> extends Claiming<T> {

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
    /** The turn of the message that it is for; {@code null} when it is for none. */
    final @Nullable ConsumerTurn turn;
    private volatile State state = State.CLAIMING;

    @Nullable
    HeldClaim claim;
    /** The span of a delivery without a key, which has no request that contains it. */
    private @Nullable TraceContext unkeyed;
    /** The outcome of a delivery that is skipped, or whose body runs although it is not claimed. */
    @Nullable
    DeliveryOutcome unguardedAs;

    Delivery(Handler<T> handler, EventIdentity event, @Nullable ConsumerTurn turn, @Nullable RunningBody enclosing) {
        super(handler, event);
        this.turn = turn;
        this.enclosing = enclosing;
    }

    /** Takes the key and claims it. */
    final void start() {
        try {
            outer = outerWork();
            AheadClaim ahead = turn == null ? null : turn.ahead();
            String key = ahead != null && ahead.event().equals(event) ? ahead.request().key() : answers().key(event);
            if (key != null) {
                if (state != State.CANCELLED) {
                    claim(key, enclosing, ahead);
                }
                return;
            }
            unkeyed = trace();
        } catch (Throwable e) {
            unkeyed = key() == null ? trace() : null;
            refuse(e);
            return;
        }
        runBody();
    }

    final Answers<T> answers() {
        return handler.answers();
    }

    @Nullable
    OuterWork outerWork() {
        return outer;
    }

    /** Runs the body: with the claim, or unguarded; or skips it. */
    abstract void runBody();

    abstract void answerDuplicate(String key, RecordContent record);

    /** An answer has arrived after the decision: the settlement of the claim is over. */
    void step(@Nullable Object answer) {
    }

    abstract void tellFailure(Throwable failure);

    /** {@return whether a delivery that the engine's end stops is left unsettled, so that its broker delivers it again} */
    boolean leavesUnsettled() {
        return false;
    }

    /** The engine's end has stopped the delivery, which is left unsettled. */
    void tellStopped(DeliveryStopped reason) {
        tellFailure(reason);
    }

    @Override
    final boolean isCancelled() {
        return state != State.CLAIMING;
    }

    @Override
    void waitsForStore() {
        if (turn != null) {
            turn.waits();
        }
    }

    @Override
    public final void run() {
        Object answer = answer();
        if (answer instanceof HeldClaim held) {
            claim = held;
            runBody();
        } else if (answer instanceof DeliveryStopped stopped) {
            tellStopped(stopped);
        } else if (state == State.CLAIMING) {
            decided(answer instanceof ClaimReply found ? found(found) : answer);
        } else {
            step(answer);
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

    private @Nullable Object found(ClaimReply reply) {
        Object decision = refusals().found(reply, event.fingerprint());
        RecordContent earlier = reply.record();
        if (earlier != null && (decision == reply || decision instanceof ReplayedFailureException)) {
            engine().listener().duplicate(policy(), request().key(), request().trace(), earlier);
        }
        return decision;
    }

    private void decided(@Nullable Object decision) {
        if (decision instanceof Throwable reason) {
            refuse(reason);
        } else if (decision instanceof ClaimReply duplicate) {
            RecordContent record = Objects.requireNonNull(duplicate.record());
            answerDuplicate(request().key(), record);
        } else {
            unguardedAs = (DeliveryOutcome) decision;
            runBody();
        }
    }

    @Override
    void stopped(Throwable reason) {
        arrived(leavesUnsettled() ? new DeliveryStopped(reason) : reason);
    }

    final DeliveryOutcome unguarded() {
        return unguardedAs != null ? unguardedAs : event.endingWithoutKey();
    }

    /**
     * Cancels the delivery.
     *
     * @return whether its body was running
     */
    final boolean cancelled() {
        State before = STATE.getAndUpdate(this, current -> current == State.DONE ? current : State.CANCELLED);
        if (before == State.CLAIMING || before == State.BODY) {
            ended(DeliveryOutcome.CANCELLED, null);
        }
        if (before == State.CLAIMING) {
            endPause();
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
        CancellationException interrupted = new CancellationException(
                "Interrupted while claiming [" + engine().named(policy().scope(), key()) + "]; the body has not run");
        interrupted.initCause(cause);
        Thread.currentThread().interrupt();
        refuse(interrupted);
        endPause();
        left();
    }

    final void refuse(Throwable reason) {
        fail(State.CLAIMING, Refusals.ending(reason), reason);
    }

    final void fail(State from, DeliveryOutcome outcome, Throwable reason) {
        if (goes(from, State.DONE)) {
            ended(outcome, DeliveryFailure.of(reason));
            tellFailure(reason);
        }
    }

    /** {@return whether the delivery was in the state, and has now ended} */
    final boolean ends(State from, DeliveryOutcome outcome) {
        boolean ends = goes(from, State.DONE);
        if (ends) {
            ended(outcome, null);
        }
        return ends;
    }

    private void ended(DeliveryOutcome outcome, @Nullable DeliveryFailure failure) {
        HeldClaim held = claim;
        engine().ended(policy(), key(), policy().keyForm().shownId(event.eventId()),
                key() == null ? unkeyed : request().trace(), outcome,
                held == null ? 0 : held.attempt(), startedAt, failure);
    }
}
