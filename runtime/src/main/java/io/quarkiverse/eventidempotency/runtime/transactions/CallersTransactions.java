package io.quarkiverse.eventidempotency.runtime.transactions;

import java.util.function.Consumer;

import jakarta.inject.Singleton;
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

    /** A transaction that was active before a guarded method was called. */
    private record CallersTransaction(Transaction transaction) implements OuterWork {

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
}
