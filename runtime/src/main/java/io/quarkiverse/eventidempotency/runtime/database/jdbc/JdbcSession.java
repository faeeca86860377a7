package io.quarkiverse.eventidempotency.runtime.database.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkiverse.eventidempotency.runtime.database.RowSession;
import io.quarkiverse.eventidempotency.runtime.database.Sql;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowClaim;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowReply;

/** The transaction of an operator on a JDBC connection, which is closed with it. */
public final class JdbcSession implements RowSession {

    private final Dialect dialect;
    private final Connection connection;

    /**
     * Begins a transaction.
     *
     * @param connection a connection without a transaction
     */
    public JdbcSession(Connection connection, Dialect dialect) throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
        connection.setAutoCommit(false);
    }

    @Override
    public RowReply claim(RowClaim claim) throws SQLException {
        return new JdbcTable(dialect, WAIT_MILLIS).claim(connection, claim);
    }

    @Override
    public List<List<@Nullable Object>> rows(String written, RowClaim claim) throws SQLException {
        try (PreparedStatement statement = JdbcTable.prepared(connection, Sql.withQuestionMarks(written), claim, null);
                ResultSet found = statement.executeQuery()) {
            int columns = found.getMetaData().getColumnCount();
            List<List<@Nullable Object>> rows = new ArrayList<>();
            while (found.next()) {
                List<@Nullable Object> row = new ArrayList<>(columns);
                for (int i = 1; i <= columns; i++) {
                    Object value = found.getObject(i);
                    row.add(value instanceof Number number ? number.longValue() : found.getString(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    @Override
    public int change(String written, RowClaim claim, @Nullable String result) throws SQLException {
        try (PreparedStatement statement = JdbcTable.prepared(connection, Sql.withQuestionMarks(written), claim, result)) {
            return statement.executeUpdate();
        }
    }

    @Override
    public void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
