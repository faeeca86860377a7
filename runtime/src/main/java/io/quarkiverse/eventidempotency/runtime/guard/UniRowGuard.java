package io.quarkiverse.eventidempotency.runtime.guard;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.Handler;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowTerms;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.UniRowDelivery;
import io.quarkiverse.eventidempotency.runtime.transactions.UniRowTransactions;

/**
 * The part of a guarded method whose records are rows of its reactive transaction.
 *
 * @param deliveries guards its bodies
 * @param transactions finds the transaction of a call
 */
record UniRowGuard(UniRowDelivery<@Nullable Object> deliveries, UniRowTransactions.Source transactions) {

    static UniRowGuard of(Handler<@Nullable Object> handler, UniRowTransactions transactions) {
        RowTerms terms = RowTerms.of(handler.policy(), handler.engine().options().node());
        return new UniRowGuard(new UniRowDelivery<>(handler, terms), transactions.of(terms));
    }
}
