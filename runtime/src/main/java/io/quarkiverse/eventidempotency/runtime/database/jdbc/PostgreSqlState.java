package io.quarkiverse.eventidempotency.runtime.database.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/** Reads the state of a transaction, which the driver of PostgreSQL has from the last answer of the server. */
final class PostgreSqlState {

    private PostgreSqlState() {
    }

    /**
     * {@return whether an error has ended the transaction, so that the server answers its commit with a rollback}
     *
     * @throws SQLException if that cannot be found out, as where it is so and the driver is another one
     */
    static boolean isFailed(Connection connection) throws SQLException {
        if (connection.isWrapperFor(PgConnection.class)) {
            return connection.unwrap(PgConnection.class).getTransactionState() == TransactionState.FAILED;
        }
        try (Statement statement = connection.createStatement()) {
            return !statement.execute("SELECT 1");
        }
    }
}
