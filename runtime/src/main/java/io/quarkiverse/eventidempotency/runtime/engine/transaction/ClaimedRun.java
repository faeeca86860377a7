package io.quarkiverse.eventidempotency.runtime.engine.transaction;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.smallrye.mutiny.Uni;

/**
 * One delivery with a key, from its claim until its result is stored in the row. Where it is cancelled in between, the
 * transaction must not commit: the row would be there, and an unknown part of the body's changes.
 */
final class ClaimedRun<T extends @Nullable Object> {

    private enum State {
        CLAIMING,
        BODY,
        DONE
    }

    private final RowDelivery<T> delivery;
    private final RowClaim claim;
    private final GuardedBody<Uni<T>> body;
    private final Caller caller;
    private final UniRowTransaction transaction;
    private final AtomicReference<State> state = new AtomicReference<>(State.CLAIMING);

    ClaimedRun(RowDelivery<T> delivery, RowClaim claim, GuardedBody<Uni<T>> body, Caller caller,
            UniRowTransaction transaction) {
        this.delivery = delivery;
        this.claim = claim;
        this.body = body;
        this.caller = caller;
        this.transaction = transaction;
    }

    Uni<T> start() {
        return transaction.claim(claim)
                .onFailure().transform(this::notClaimed)
                .emitOn(caller)
                .onItem().transformToUni(this::claimed)
                .onCancellation().invoke(this::cancelled);
    }

    private Throwable notClaimed(Throwable failure) {
        transaction.doom();
        return goes(State.CLAIMING, State.DONE) ? delivery.notClaimed(failure) : failure;
    }

    private Uni<T> claimed(RowReply reply) {
        if (!goes(State.CLAIMING, State.BODY)) { // it is cancelled in this moment
            return Uni.createFrom().nothing();
        }
        if (reply.kind() == RowReply.Kind.CLAIMED && !transaction.isOpen()) {
            state.set(State.DONE);
            return Uni.createFrom().failure(this::endedMeanwhile);
        }
        boolean runs;
        try {
            runs = delivery.runsBody(claim, reply, transaction.work());
        } catch (Throwable refusal) {
            state.set(State.DONE);
            if (reply.endsTransaction()) {
                transaction.doom();
            }
            throw refusal;
        }
        if (!runs) {
            state.set(State.DONE);
            return Uni.createFrom().item(delivery.answer());
        }
        return UnclaimedRun.called(delivery, body).onItemOrFailure()
                .transformToUni((item, failure) -> failure == null ? ended(item) : failed(failure));
    }

    /**
     * Callers that are cancelled roll back at once, behind the claim, and pass the cancellation on later. The statements of the
     * body would follow the rollback, and commit without a record.
     */
    private Throwable endedMeanwhile() {
        delivery.cancelled();
        return new IllegalStateException("The transaction was ended while the key of the event was claimed in it, so that the"
                + " handler did not run: end it after the delivery");
    }

    private Uni<T> ended(@Nullable T item) {
        String result;
        try {
            result = delivery.result(item);
        } catch (Throwable failure) { // of the result's own code
            return failed(failure);
        }
        if (result == null) {
            return stored(item);
        }
        return transaction.complete(claim, result).onItemOrFailure()
                .transformToUni((none, failure) -> failure == null ? stored(item) : notStored(failure));
    }

    private Uni<T> stored(@Nullable T item) {
        if (goes(State.BODY, State.DONE)) {
            delivery.ended();
        }
        return Uni.createFrom().item(item);
    }

    private Uni<T> notStored(Throwable failure) {
        transaction.doom();
        return Uni.createFrom().failure(goes(State.BODY, State.DONE) ? delivery.notCompleted(failure) : failure);
    }

    private Uni<T> failed(Throwable failure) {
        delivery.fails();
        if (!delivery.isClaimed()) {
            return bodyFailed(failure);
        }
        return transaction.withdraw(claim, failure).onItem().transformToUni(none -> bodyFailed(failure));
    }

    private Uni<T> bodyFailed(Throwable failure) {
        if (goes(State.BODY, State.DONE)) {
            delivery.failed(failure);
        }
        return Uni.createFrom().failure(failure);
    }

    private void cancelled() {
        if (state.getAndSet(State.DONE) != State.DONE) {
            transaction.doom();
            delivery.cancelled();
        }
    }

    private boolean goes(State from, State to) {
        return state.compareAndSet(from, to);
    }
}
