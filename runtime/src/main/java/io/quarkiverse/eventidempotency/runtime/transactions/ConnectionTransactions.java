package io.quarkiverse.eventidempotency.runtime.transactions;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkiverse.eventidempotency.runtime.database.reactive.ReactiveTable;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowTerms;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.UniRowTransaction;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;

/** The transactions of the deliveries of one method, with the statements of the database that each is open in. */
public final class ConnectionTransactions {

    private record Known(String product, ReactiveTable table) {
    }

    private final RowTerms terms;
    /** The last one. Applications with several databases for one method change it now and then. */
    private volatile @Nullable Known known;

    public ConnectionTransactions(RowTerms terms) {
        this.terms = terms;
    }

    /**
     * {@return the transaction that is open on a connection}
     *
     * @throws IllegalStateException if there is none
     */
    public UniRowTransaction of(SqlConnection connection) {
        io.vertx.sqlclient.SqlConnection bare = connection.getDelegate();
        Transaction transaction = bare.transaction();
        if (transaction == null) {
            throw new IllegalStateException("IdempotencyScope.in(SqlConnection) needs a connection with an open transaction:"
                    + " take the one that Pool.withTransaction passes, or call begin() first");
        }
        return of(new ReactiveTransaction(transaction, bare));
    }

    UniRowTransaction of(ReactiveTransaction transaction) {
        String product = transaction.connection().databaseMetadata().productName();
        Known last = known;
        if (last == null || !last.product.equals(product)) {
            Dialect dialect = Dialect.of(product.toLowerCase(Locale.ROOT)).orElseThrow(() -> new IllegalStateException(
                    "Records cannot be written in transactions of " + product + ": use one of " + Dialect.kinds()
                            + ", or keep the record in the store"));
            last = new Known(product, new ReactiveTable(dialect, terms.waitMillis()));
            known = last;
        }
        return new ConnectionTransaction(transaction, last.table);
    }
}
