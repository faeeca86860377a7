package io.quarkiverse.eventidempotency.runtime.transactions;

import java.util.function.Consumer;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.WorkEnd;
import io.quarkus.runtime.BlockingOperationControl;
import io.vertx.sqlclient.DatabaseException;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.TransactionRollbackException;

/** A transaction of a reactive SQL client that was open before a guarded method was called. */
record ReactiveTransaction(Transaction transaction) implements OuterWork {

    boolean isOpen() {
        return !(transaction instanceof ReportedTransaction reported && reported.isEnding());
    }

    @Override
    public void whenDecided(Consumer<WorkEnd> decided) {
        transaction.completion()
                .onComplete(end -> decided.accept(end.succeeded() ? WorkEnd.STANDS : failedWith(end.cause())));
    }

    private WorkEnd failedWith(Throwable cause) {
        boolean undone = (transaction instanceof ReportedTransaction reported) && reported.isDoomed();
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
