package io.quarkiverse.eventidempotency.runtime.transactions;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkiverse.eventidempotency.runtime.database.RowSession;
import io.quarkiverse.eventidempotency.runtime.database.jdbc.JdbcCleanUp;
import io.quarkiverse.eventidempotency.runtime.database.jdbc.JdbcSchema;
import io.quarkiverse.eventidempotency.runtime.database.jdbc.JdbcSession;

/**
 * A data source whose database has the table of records.
 *
 * @param name the name of the data source
 * @param dialect the dialect of its statements
 * @param dataSource the data source
 */
record JdbcDatabase(String name, Dialect dialect, DataSource dataSource) implements RecordTable {

    @Override
    public void check() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            JdbcSchema.check(connection, dialect);
        }
    }

    @Override
    public void create() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            JdbcSchema.create(connection, dialect);
        }
    }

    @Override
    public int deleteSome() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return JdbcCleanUp.deleteSome(connection, dialect);
        }
    }

    @Override
    public RowSession session() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            return new JdbcSession(connection, dialect);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
