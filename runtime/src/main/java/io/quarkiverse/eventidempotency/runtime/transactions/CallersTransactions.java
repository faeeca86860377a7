package io.quarkiverse.eventidempotency.runtime.transactions;

import jakarta.inject.Singleton;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;

/** The JTA transaction that is active on the calling thread, doomed ones among them. */
@Singleton
public final class CallersTransactions implements OuterWorkSource {

    private final TransactionManager transactions;

    CallersTransactions(TransactionManager transactions) {
        this.transactions = transactions;
    }

    @Override
    public @Nullable OuterWork here() {
        try {
            Transaction transaction = transactions.getTransaction();
            if (transaction == null) {
                return null;
            }
            int status = transaction.getStatus();
            return status == Status.STATUS_ACTIVE || status == Status.STATUS_MARKED_ROLLBACK
                    ? new CallersTransaction(transaction)
                    : null;
        } catch (SystemException e) {
            throw new IllegalStateException("The transaction manager does not tell whether a transaction is active", e);
        }
    }
}
