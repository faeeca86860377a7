package io.quarkiverse.eventidempotency.runtime.database.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import io.quarkiverse.eventidempotency.runtime.database.Dialect;

/** The table of records in one database. */
public final class JdbcSchema {

    private JdbcSchema() {
    }

    /**
     * Checks that the table is there.
     *
     * @throws SQLException if it is not, if a column is missing, or if the database cannot be read
     */
    public static void check(Connection connection, Dialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery(dialect.statements().check()).close();
        }
    }

    /**
     * Creates the table if it is missing.
     *
     * @throws SQLException if it, or a column of it, is still missing then
     */
    public static void create(Connection connection, Dialect dialect) throws SQLException {
        SQLException failure = null;
        try (Statement statement = connection.createStatement()) {
            for (String sql : dialect.scriptStatements()) {
                statement.execute(sql);
            }
        } catch (SQLException e) { // another process may have created it at the same time
            failure = e;
        }
        try {
            check(connection, dialect);
        } catch (SQLException missing) {
            if (failure != null) {
                missing.addSuppressed(failure);
            }
            throw missing;
        }
    }
}
