package io.quarkiverse.eventidempotency.runtime.transactions;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import jakarta.inject.Singleton;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;

import io.quarkiverse.eventidempotency.runtime.database.jdbc.JdbcTable;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowClaim;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowReply;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowTerms;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowTransaction;

/** JTA transactions, whose records are written with the connection that the data source has in them. */
@Singleton
public final class JdbcTransactions implements RowTransactions {

    private final TransactionManager transactions;
    private final RecordDatabases databases;

    JdbcTransactions(TransactionManager transactions, RecordDatabases databases) {
        this.transactions = transactions;
        this.databases = databases;
    }

    @Override
    public Source of(RowTerms terms) {
        JdbcDatabase database = databases.of(terms.scope());
        JdbcTable table = new JdbcTable(database.dialect(), terms.waitMillis());
        return () -> {
            JtaWork work = JtaWork.here(transactions);
            return work == null ? null : new JdbcTransaction(work, table, database.dataSource());
        };
    }

    private record JdbcTransaction(JtaWork jta, JdbcTable table, DataSource dataSource) implements RowTransaction {

        @Override
        public RowReply claim(RowClaim claim) throws SQLException {
            try (Connection connection = dataSource.getConnection()) {
                return table.claim(connection, claim);
            }
        }

        @Override
        public void complete(RowClaim claim, String result) throws SQLException {
            try (Connection connection = dataSource.getConnection()) {
                if (!table.complete(connection, claim, result)) {
                    throw new SQLException("The row of the event is not in the transaction any more: the database has rolled"
                            + " the transaction back, and the handler has caught that error, or has deleted the row");
                }
            }
        }

        @Override
        public void check() throws SQLException {
            if (!table.canFailSilently()) {
                return;
            }
            try (Connection connection = dataSource.getConnection()) {
                if (table.isFailed(connection)) {
                    throw new SQLException("The database has given the transaction up at an error that the handler has"
                            + " caught; let the handler fail, or have it go back to a savepoint");
                }
            }
        }

        @Override
        public void withdraw(RowClaim claim, Throwable failure) {
            try {
                if (jta.isDoomed()) {
                    return;
                }
                if (!table.isUndone(failure)) {
                    try (Connection connection = dataSource.getConnection()) {
                        if (table.withdraw(connection, claim)) {
                            return;
                        }
                    }
                }
            } catch (SQLException | SystemException e) {
                failure.addSuppressed(e);
            }
            doom();
        }

        @Override
        public void doom() {
            jta.doom();
        }

        @Override
        public OuterWork work() {
            return jta;
        }
    }
}
