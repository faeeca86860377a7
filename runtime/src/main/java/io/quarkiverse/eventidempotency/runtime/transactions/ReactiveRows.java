package io.quarkiverse.eventidempotency.runtime.transactions;

import jakarta.inject.Singleton;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowTerms;

/** Writes records with the connection of the reactive transaction that is open on the caller's context. */
@Singleton
public final class ReactiveRows implements UniRowTransactions {

    private final ReactiveTransactions transactions;

    ReactiveRows(ReactiveTransactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Source of(RowTerms terms) {
        ConnectionTransactions connections = new ConnectionTransactions(terms);
        return () -> {
            OuterWork work = transactions.here();
            if (work == null) {
                return null;
            }
            if (work instanceof ReactiveTransaction transaction) {
                return connections.of(transaction);
            }
            throw new IllegalStateException("@Idempotent(inTransaction = true) finds several reactive transactions open, and"
                    + " cannot tell which one has the changes of the handler: call it in one of them alone, or use"
                    + " IdempotencyScope.in(SqlConnection), which is given the connection");
        };
    }
}
