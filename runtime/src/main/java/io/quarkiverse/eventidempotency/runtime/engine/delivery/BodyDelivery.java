package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryStep;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.StoreClosedException;

/**
 * The second half of a delivery: its body, and the settlement of its claim.
 *
 * @param <T> the result's type
 * @param <B> what the body returns
 */
abstract class BodyDelivery<T extends @Nullable Object, B extends @Nullable Object> extends Delivery<T>
        implements SettlementTry.Listener {

    /** The settlement follows other work. */
    private static final Object FOLLOWED = new Object();

    private GuardedBody<B> body;
    /** The nanosecond at which the body was called, where it is measured. */
    private long bodyBeganAt;

    /** The body's item, or its failure, while it is being settled. */
    @Nullable
    T item;
    @Nullable
    Throwable failure;

    BodyDelivery(Handler<T> handler, EventIdentity event, GuardedBody<B> body, @Nullable ConsumerTurn turn,
            @Nullable RunningBody enclosing) {
        super(handler, event, turn, enclosing);
        this.body = body;
    }

    /** Calls the body, which ends with {@link #bodyEnded} or {@link #bodyFailed}. */
    abstract void callBody(GuardedBody<B> body, RunningBody running);

    /**
     * Chooses the place of the answer to a settlement: where the caller expects to be notified.
     *
     * @return whether this thread waits for it
     */
    abstract boolean settlesHere();

    abstract void tell(@Nullable T item);

    @Override
    final boolean renews() {
        return true;
    }

    @Override
    final void runBody() {
        if (unguardedAs == DeliveryOutcome.IN_FLIGHT_SKIPPED) {
            answer(State.CLAIMING, unguardedAs, answers().mapping().empty());
        } else if (goes(State.CLAIMING, State.BODY)) {
            bodyBeganAt = policy().counters().begins(engine().clock());
            callBody(body, new RunningBody(policy(), key(), claim, enclosing));
        } else if (claim != null) {
            claim.release();
        }
    }

    @Override
    final void answerDuplicate(String key, RecordContent record) {
        GuardedBody<B> instead;
        @Nullable
        T result = null;
        try {
            instead = body.insteadFor(key, record);
            if (instead == null) {
                result = answers().duplicate(key, record);
                answers().answered();
            }
        } catch (Throwable e) {
            refuse(e);
            return;
        }
        if (instead == null) {
            answer(State.CLAIMING, answers().duplicateOutcome(), result);
        } else {
            body = instead;
            unguardedAs = DeliveryOutcome.REPLAYED;
            runBody();
        }
    }

    private void answer(State from, DeliveryOutcome outcome, @Nullable T answer) {
        if (ends(from, outcome)) {
            tell(answer);
        }
    }

    /** The body has ended. */
    void measure(DeliveryStep run) {
        if (unguardedAs != DeliveryOutcome.REPLAYED) { // what runs in the place of a handler is none
            policy().counters().ended(run, bodyBeganAt, engine().clock());
        }
    }

    final void bodyEnded(@Nullable T ended) {
        if (!is(State.BODY)) {
            return;
        }
        measure(DeliveryStep.BODY_COMPLETED);
        HeldClaim held = claim;
        if (held == null) {
            answer(State.BODY, unguarded(), ended);
            return;
        }
        String json;
        try {
            json = answers().encode(held.key(), ended);
        } catch (Throwable e) {
            failed(e);
            return;
        }
        if (!goes(State.BODY, State.SETTLING)) {
            return;
        }
        item = ended;
        if (outer != null) {
            follow(outer, held, json);
            return;
        }
        if (turn != null && turn.settlesBehind()) {
            turn.settling();
            held.complete(json, new SettledBehind(turn, answers(), startedAt));
            answerHere();
            return;
        }
        boolean here = settlesHere();
        held.complete(json, this);
        if (here) {
            takeHereUninterruptibly();
        }
    }

    final void bodyFailed(@Nullable Throwable cause) {
        if (is(State.BODY)) {
            measure(DeliveryStep.BODY_FAILED);
            failed(cause != null ? cause : new CompletionException("The body failed without saying why", null));
        }
    }

    private void failed(Throwable reason) {
        HeldClaim held = claim;
        if (held == null) {
            fail(State.BODY, unguarded(), reason);
        } else if (goes(State.BODY, State.SETTLING)) {
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
            new OuterSettlement(engine(), held, json, work, startedAt).follow();
        } catch (Throwable e) {
            settleFailed(held, e);
            return;
        }
        answerHere();
    }

    private void answerHere() {
        if (settlesHere()) {
            followed();
        } else {
            arrived(FOLLOWED);
        }
    }

    private void followed() {
        if (goes(State.SETTLING, State.DONE)) {
            tell(item);
        }
    }

    private void stored(SettlementTry settlement) {
        settlement.report(startedAt);
        if (!goes(State.SETTLING, State.DONE)) {
            return; // it counts although its caller has left
        }
        Throwable unstored = settlement.unstored();
        Throwable reason = failure;
        if (reason != null) {
            if (unstored != null) {
                reason.addSuppressed(unstored);
            }
            tellFailure(reason);
        } else if (unstored == null || answers().proceedsUnstored()) {
            tell(item);
        } else {
            reason = answers().notStored(settlement.claim().key(), unstored);
            if (unstored instanceof StoreClosedException && leavesUnsettled()) {
                tellStopped(new DeliveryStopped(reason));
            } else {
                tellFailure(reason);
            }
        }
    }

    @Override
    public final void accept(SettlementTry settlement) {
        arrived(settlement);
    }

    @Override
    final void step(@Nullable Object answer) {
        if (answer instanceof SettlementTry settlement) {
            stored(settlement);
        } else if (answer == FOLLOWED) {
            followed();
        }
    }

    /**
     * Learns how a completion ends that its delivery does not wait for.
     *
     * @param startedAt the nanosecond at which the delivery began
     */
    private record SettledBehind(ConsumerTurn turn, Answers<?> answers, long startedAt) implements SettlementTry.Listener {

        @Override
        public void delayed() {
            turn.delayed();
        }

        @Override
        public void accept(SettlementTry settlement) {
            settlement.report(startedAt);
            Throwable unstored = settlement.unstored();
            turn.settled(unstored == null || answers.proceedsUnstored() ? null
                    : answers.notStored(settlement.claim().key(), unstored));
        }
    }
}
