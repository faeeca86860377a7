package io.quarkiverse.eventidempotency.runtime.transactions;

import java.util.function.Consumer;

import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;

import io.quarkiverse.eventidempotency.runtime.engine.OuterWork;
import io.quarkus.runtime.BlockingOperationControl;

/** A transaction that was active before a guarded method was called. */
final class CallersTransaction implements OuterWork {

    private final Transaction transaction;

    CallersTransaction(Transaction transaction) {
        this.transaction = transaction;
    }

    @Override
    public void whenDecided(Consumer<Boolean> decided) {
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
                        decided.accept(end == Status.STATUS_COMMITTED);
                    }
                });
            } else { // doomed, or ended by the body itself
                decided.accept(status == Status.STATUS_COMMITTED || status == Status.STATUS_NO_TRANSACTION);
            }
        } catch (RollbackException e) { // doomed in this moment
            decided.accept(false);
        } catch (SystemException e) {
            throw new IllegalStateException("The transaction manager does not tell how a transaction ends", e);
        }
    }

    /** A method that returns a {@code Uni} has its transaction ended where that ends, which can be an event loop. */
    @Override
    public boolean mayWait() {
        return BlockingOperationControl.isBlockingAllowed();
    }
}
