package io.quarkiverse.eventidempotency.runtime.guard;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.Handler;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.BlockingRowDelivery;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowTerms;
import io.quarkiverse.eventidempotency.runtime.transactions.RowTransactions;

/**
 * The part of a guarded method whose records are rows of its transaction.
 *
 * @param deliveries guards its bodies
 * @param transactions finds the transaction of a call
 */
record RowGuard(BlockingRowDelivery<@Nullable Object> deliveries, RowTransactions.Source transactions) {

    static RowGuard of(Handler<@Nullable Object> handler, RowTransactions transactions) {
        RowTerms terms = RowTerms.of(handler.policy(), handler.engine().options().node());
        return new RowGuard(new BlockingRowDelivery<>(handler, terms), transactions.of(terms));
    }
}
