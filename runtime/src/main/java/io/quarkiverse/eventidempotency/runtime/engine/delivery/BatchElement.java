package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.DeliveryOutcome;
import io.quarkiverse.eventidempotency.runtime.engine.DeliveryStep;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.BatchOutcomes.Sharing;
import io.quarkiverse.eventidempotency.spi.TraceContext;

/**
 * The delivery of one element of a batch. Its body is the element's share in the body of the batch. All of its steps but the
 * store's are the batch's.
 *
 * @param <T> the result's type
 */
final class BatchElement<T extends @Nullable Object> extends BodyDelivery<T, T> {

    enum Stage {
        /** Whether it needs the body is not known. */
        ASKED,
        /** It waits for another owner; the others do not wait for it. */
        WAITS,
        /** It is for the next call of the body. */
        JOINED,
        /** The body runs, or its outcome is being stored. */
        RUNS,
        ENDED
    }

    private final Batch<T> batch;
    final int index;
    /** Changed by steps of the batch only. */
    Stage stage = Stage.ASKED;
    /** {@code null} until it joins. */
    @Nullable
    RunningBody running;

    BatchElement(Batch<T> batch, int index, EventIdentity event) {
        super(batch.handler, event, () -> null, null, batch.enclosing);
        this.batch = batch;
        this.index = index;
        this.outer = batch.outer;
        goesTo(batch.steps);
    }

    @Override
    void callBody(GuardedBody<T> body, RunningBody current) {
        running = current;
        batch.joined(this);
    }

    @Override
    @Nullable
    TraceContext trace() {
        return batch.elementTrace();
    }

    /** The batch measures its body, which runs for all elements at once. */
    @Override
    void measure(DeliveryStep run) {
        // nothing of its own
    }

    @Override
    boolean settlesHere() {
        return false;
    }

    @Override
    boolean waitsForOwner() {
        batch.steps.execute(() -> batch.waits(this));
        return batch.mayWait();
    }

    /** The others wait, too: the store is the same, and they would else be called for one by one once it is back. */
    @Override
    void waitsForStore() {
        batch.steps.execute(batch::waitsForStore);
    }

    @Override
    void tell(@Nullable T item) {
        boolean lost = answer() instanceof SettlementTry settlement && (settlement.lost() || settlement.unstored() != null);
        batch.ended(this, item, null, lost ? Sharing.NOT_STORED
                : unguardedAs == DeliveryOutcome.IN_FLIGHT_SKIPPED ? Sharing.SKIPPED : Sharing.OF_RESULT);
    }

    @Override
    void tellFailure(Throwable failure) {
        batch.ended(this, null, failure, Sharing.OF_RESULT);
    }

    @Override
    boolean leavesUnsettled() {
        return batch.leavesUnsettled();
    }

    @Override
    void tellStopped(DeliveryStopped reason) {
        batch.stopped(this, reason);
    }

    /** {@return whether its lease is to be confirmed before the body begins: it has joined long before} */
    boolean isOld(long now) {
        HeldClaim held = claim;
        return held != null && now - held.renewalDue() > 0;
    }

    /** Has the store confirm its lease, which another owner may have taken over meanwhile. It joins again, or waits, then. */
    void confirm() {
        HeldClaim held = claim;
        if (held != null && goes(State.BODY, State.CLAIMING)) {
            claim = null;
            new FirstRenewal(this, held).send();
        }
    }

    /** Ends it before the body is called for it. What it holds is released; the attempt does not count. */
    void giveUp(Throwable reason) {
        HeldClaim held = claim;
        if (held != null && is(State.BODY)) {
            held.release();
        }
        fail(State.BODY, Refusals.ending(reason), reason);
    }
}
