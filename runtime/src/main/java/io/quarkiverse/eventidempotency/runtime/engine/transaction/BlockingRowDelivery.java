package io.quarkiverse.eventidempotency.runtime.engine.transaction;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Handler;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.RunningBody;

/**
 * Guards the bodies of one method, on threads that wait for the database of their transaction.
 *
 * @param <T> the type of the results
 */
public final class BlockingRowDelivery<T extends @Nullable Object> {

    private final Handler<T> handler;
    private final RowTerms terms;

    public BlockingRowDelivery(Handler<T> handler, RowTerms terms) {
        this.handler = handler;
        this.terms = terms;
    }

    /**
     * One delivery.
     *
     * @return the body's result, or the answer to a duplicate
     * @throws Exception the failure of the body, unchanged, or an {@link io.quarkiverse.eventidempotency.IdempotencyException}
     */
    public @Nullable T deliver(EventIdentity event, GuardedBody<T> body, RowTransaction transaction) throws Exception {
        RowDelivery<T> delivery = new RowDelivery<>(handler, event, RunningBody.here());
        RowClaim claim = delivery.claim(terms);
        if (claim != null && !runsBody(delivery, claim, transaction)) {
            return delivery.answer();
        }
        T item;
        String result;
        try {
            item = run(delivery, body);
            result = delivery.result(item);
        } catch (Throwable failure) {
            delivery.fails();
            if (claim != null && delivery.isClaimed()) {
                transaction.withdraw(claim, failure);
            }
            delivery.failed(failure);
            throw failure;
        }
        if (claim != null) {
            complete(delivery, claim, result, transaction);
        }
        delivery.ended();
        return item;
    }

    private static boolean runsBody(RowDelivery<?> delivery, RowClaim claim, RowTransaction transaction) {
        RowReply reply;
        try {
            reply = transaction.claim(claim);
        } catch (Throwable e) {
            transaction.doom();
            throw delivery.notClaimed(e);
        }
        try {
            return delivery.runsBody(claim, reply, transaction.work());
        } catch (Throwable refusal) {
            if (reply.endsTransaction()) {
                transaction.doom();
            }
            throw refusal;
        }
    }

    private static void complete(RowDelivery<?> delivery, RowClaim claim, @Nullable String result,
            RowTransaction transaction) {
        try {
            if (result == null) {
                transaction.check();
            } else {
                transaction.complete(claim, result);
            }
        } catch (Throwable e) {
            transaction.doom();
            throw delivery.notCompleted(e);
        }
    }

    private static <T extends @Nullable Object> @Nullable T run(RowDelivery<T> delivery, GuardedBody<T> body) throws Exception {
        RunningBody before = RunningBody.enter(delivery.body());
        try {
            return body.call();
        } finally {
            RunningBody.enter(before);
        }
    }
}
