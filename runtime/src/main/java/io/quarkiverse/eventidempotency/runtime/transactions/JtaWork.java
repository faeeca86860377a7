package io.quarkiverse.eventidempotency.runtime.transactions;

import java.util.function.Consumer;

import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.WorkEnd;
import io.quarkus.runtime.BlockingOperationControl;

/** A JTA transaction, as work that ends. */
record JtaWork(Transaction transaction) implements OuterWork {

    /** {@return the transaction that is active on the calling thread, a doomed one too; {@code null} for none} */
    static @Nullable JtaWork here(TransactionManager transactions) {
        try {
            Transaction transaction = transactions.getTransaction();
            if (transaction == null) {
                return null;
            }
            int status = transaction.getStatus();
            return status == Status.STATUS_ACTIVE || status == Status.STATUS_MARKED_ROLLBACK ? new JtaWork(transaction) : null;
        } catch (SystemException e) {
            throw new IllegalStateException("The transaction manager does not tell whether a transaction is active", e);
        }
    }

    /** {@return whether the transaction is rolled back when it ends} */
    boolean isDoomed() throws SystemException {
        return transaction.getStatus() != Status.STATUS_ACTIVE;
    }

    /** Makes sure that the transaction is rolled back when it ends. */
    void doom() {
        try {
            transaction.setRollbackOnly();
        } catch (SystemException e) {
            throw new IllegalStateException("The transaction manager does not mark a transaction for rollback", e);
        }
    }

    @Override
    public void whenDecided(Consumer<WorkEnd> decided) {
        try {
            int status = transaction.getStatus();
            if (status == Status.STATUS_ACTIVE) {
                transaction.registerSynchronization(new Synchronization() {

                    @Override
                    public void beforeCompletion() {
                        // only its end counts
                    }

                    @Override
                    public void afterCompletion(int end) {
                        decided.accept(endOf(end));
                    }
                });
            } else { // doomed, or ended by the body itself
                decided.accept(status == Status.STATUS_NO_TRANSACTION ? WorkEnd.STANDS : endOf(status));
            }
        } catch (RollbackException e) { // doomed in this moment
            decided.accept(WorkEnd.UNDONE);
        } catch (SystemException e) {
            throw new IllegalStateException("The transaction manager does not tell how a transaction ends", e);
        }
    }

    /** A transaction that cannot be told of is one whose resources disagree, or do not answer. */
    private static WorkEnd endOf(int status) {
        return switch (status) {
            case Status.STATUS_COMMITTED -> WorkEnd.STANDS;
            case Status.STATUS_UNKNOWN -> WorkEnd.UNKNOWN;
            default -> WorkEnd.UNDONE;
        };
    }

    /** A method that returns a {@code Uni} has its transaction ended where that ends, which can be an event loop. */
    @Override
    public boolean mayWait() {
        return BlockingOperationControl.isBlockingAllowed();
    }
}
