package io.quarkiverse.eventidempotency.runtime.transactions;

import java.util.function.Consumer;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.WorkEnd;
import io.quarkus.runtime.BlockingOperationControl;
import io.vertx.sqlclient.DatabaseException;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.TransactionRollbackException;
import io.vertx.sqlclient.impl.TransactionImpl;

/**
 * A transaction of a reactive SQL client.
 *
 * @param connection the connection that the transaction was begun on
 */
record ReactiveTransaction(Transaction transaction, SqlConnection connection) implements OuterWork {

    boolean isOpen() {
        return !(transaction instanceof ReportedTransaction reported && reported.isEnding());
    }

    /** {@return whether it is rolled back when it ends, as far as that is known} */
    boolean isDoomed() {
        return transaction instanceof ReportedTransaction reported && reported.isDoomed();
    }

    /** Makes sure that it is rolled back when it ends. */
    void doom() {
        ((TransactionImpl) transaction).fail();
    }

    @Override
    public void whenDecided(Consumer<WorkEnd> decided) {
        transaction.completion()
                .onComplete(end -> decided.accept(end.succeeded() ? WorkEnd.STANDS : failedWith(end.cause())));
    }

    private WorkEnd failedWith(Throwable cause) {
        boolean undone = isDoomed();
        if (cause instanceof DatabaseException refusal) {
            undone |= isRefusal(String.valueOf(refusal.getSqlState()));
        }
        return undone || cause instanceof TransactionRollbackException ? WorkEnd.UNDONE : WorkEnd.UNKNOWN;
    }

    /** A server that has refused a commit has rolled back, unless it reports a broken connection or its own end. */
    private static boolean isRefusal(String sqlState) {
        return !sqlState.startsWith("08") && !sqlState.startsWith("57P") && !sqlState.equals("40003");
    }

    /** It ends where its connection is used, which is an event loop as a rule. */
    @Override
    public boolean mayWait() {
        return BlockingOperationControl.isBlockingAllowed();
    }
}
