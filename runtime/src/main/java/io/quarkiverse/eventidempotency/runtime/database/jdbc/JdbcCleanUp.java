package io.quarkiverse.eventidempotency.runtime.database.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkiverse.eventidempotency.runtime.database.DialectStatements;

/**
 * Deletes expired rows, in short transactions that skip rows which others hold: no consumer waits for it longer than for one
 * such transaction, and only where it takes an expired key again.
 */
public final class JdbcCleanUp {

    /** How many rows a transaction deletes at the most. */
    public static final int BATCH = 1000;

    private static final String DELETE = "DELETE FROM " + DialectStatements.TABLE
            + " WHERE scope = ? AND idempotency_key = ?";

    private JdbcCleanUp() {
    }

    /**
     * Deletes some expired rows in one transaction.
     *
     * @param connection a connection without a transaction
     * @return how many rows were deleted: fewer than {@link #BATCH} when there are no more
     */
    public static int deleteSome(Connection connection, Dialect dialect) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED); // no locks on gaps between rows
        connection.setAutoCommit(false);
        try {
            int deleted = 0;
            try (Statement find = connection.createStatement();
                    ResultSet expired = find.executeQuery(dialect.statements().findExpired(BATCH));
                    PreparedStatement delete = connection.prepareStatement(DELETE)) {
                while (expired.next()) {
                    delete.setString(1, expired.getString(1));
                    delete.setString(2, expired.getString(2));
                    delete.addBatch();
                    deleted++;
                }
                if (deleted > 0) {
                    delete.executeBatch();
                }
            }
            connection.commit();
            return deleted;
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
