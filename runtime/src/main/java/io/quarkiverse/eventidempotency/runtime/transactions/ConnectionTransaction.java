package io.quarkiverse.eventidempotency.runtime.transactions;

import io.quarkiverse.eventidempotency.runtime.database.reactive.ReactiveTable;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowClaim;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowReply;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.UniRowTransaction;
import io.smallrye.mutiny.Uni;

/** Writes records with the connection of a reactive transaction. */
record ConnectionTransaction(ReactiveTransaction transaction, ReactiveTable table) implements UniRowTransaction {

    @Override
    public Uni<RowReply> claim(RowClaim claim) {
        boolean doomed = transaction.isDoomed();
        return table.claim(transaction.connection(), claim, () -> {
            if (!doomed && transaction.transaction() instanceof ReportedTransaction reported) {
                reported.recovered();
            }
        });
    }

    @Override
    public Uni<Void> complete(RowClaim claim, String result) {
        return table.complete(transaction.connection(), claim, result).onItem().transform(stored -> {
            if (!stored) {
                throw new IllegalStateException("The row of the event is not in the transaction any more: the database has"
                        + " rolled the transaction back, and the handler has recovered from that error, or has deleted the row");
            }
            return null;
        });
    }

    @Override
    public Uni<Void> withdraw(RowClaim claim, Throwable failure) {
        if (transaction.isDoomed()) {
            return Uni.createFrom().voidItem();
        }
        if (table.isUndone(failure)) {
            doom();
            return Uni.createFrom().voidItem();
        }
        return table.withdraw(transaction.connection(), claim)
                .onFailure().recoverWithItem(error -> {
                    failure.addSuppressed(error);
                    return false;
                })
                .onItem().transform(withdrawn -> {
                    if (!withdrawn) {
                        doom();
                    }
                    return null;
                });
    }

    @Override
    public boolean isOpen() {
        return transaction.isOpen();
    }

    @Override
    public void doom() {
        transaction.doom();
    }

    @Override
    public OuterWork work() {
        return transaction;
    }
}
