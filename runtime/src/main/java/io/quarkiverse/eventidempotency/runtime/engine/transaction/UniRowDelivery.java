package io.quarkiverse.eventidempotency.runtime.engine.transaction;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Handler;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.RunningBody;
import io.smallrye.common.annotation.CheckReturnValue;
import io.smallrye.mutiny.Uni;

/**
 * Guards the bodies of one method, in transactions whose database is not waited for.
 *
 * @param <T> the type of the results
 */
public final class UniRowDelivery<T extends @Nullable Object> {

    private final Handler<T> handler;
    private final RowTerms terms;

    public UniRowDelivery(Handler<T> handler, RowTerms terms) {
        this.handler = handler;
        this.terms = terms;
    }

    /**
     * Guards a body. Each subscription is one delivery.
     *
     * @param body called after the claim, on the caller's context
     * @param callers the thread that the delivery was called on, asked at each subscription
     * @param transactions the transaction, asked at each subscription, on its thread; throws where there is none
     * @return the body's item, or the answer to a duplicate. Fails with the failure of the body, unchanged, or an
     *         {@link io.quarkiverse.eventidempotency.IdempotencyException}
     */
    @CheckReturnValue
    public Uni<T> deliver(EventIdentity event, GuardedBody<Uni<T>> body, Supplier<? extends Caller> callers,
            Supplier<? extends UniRowTransaction> transactions) {
        RunningBody assembledBy = RunningBody.here();
        return Uni.createFrom().deferred(() -> {
            RunningBody here = RunningBody.here();
            UniRowTransaction transaction = transactions.get();
            RowDelivery<T> delivery = new RowDelivery<>(handler, event, here != null ? here : assembledBy);
            RowClaim claim = delivery.claim(terms);
            return claim == null ? new UnclaimedRun<>(delivery, body).start()
                    : new ClaimedRun<>(delivery, claim, body, callers.get(), transaction).start();
        });
    }
}
