package io.quarkiverse.eventidempotency.runtime.database.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.database.DatabaseFailure;
import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkiverse.eventidempotency.runtime.database.DialectStatements.LockWait;
import io.quarkiverse.eventidempotency.runtime.database.RowColumn;
import io.quarkiverse.eventidempotency.runtime.database.RowContent;
import io.quarkiverse.eventidempotency.runtime.database.RowStatements;
import io.quarkiverse.eventidempotency.runtime.database.Sql;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowClaim;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowReply;

/** The table of records, for the deliveries of one method. Each step takes a connection that is part of a transaction. */
public final class JdbcTable {

    private static final String SAVEPOINT = "event_idempotency";

    /** After so many changes the row is one that H2's snapshot of an earlier moment does not show. */
    private static final int MAX_UNSEEN = 100;

    private final RowStatements statements;

    /** @param waitMillis how long a claim waits for another transaction, in milliseconds; 0 to not wait */
    public JdbcTable(Dialect dialect, long waitMillis) {
        this.statements = RowStatements.of(dialect, Sql::withQuestionMarks, waitMillis);
    }

    /** Claims a key: writes its row, unless there is one that has not expired. */
    public RowReply claim(Connection connection, RowClaim claim) throws SQLException {
        boolean keepsUsable = claim.terms().continues() && !statements.dialect().survivesErrors();
        LockWait setting = claim.terms().waitMillis() == 0 ? statements.dialect().lockWait() : null;
        if (keepsUsable) {
            return behindSavepoint(connection, claim);
        }
        return setting == null ? untilDecided(connection, claim) : withoutWaiting(connection, claim, setting);
    }

    /** The transaction stays usable where the key is in flight. */
    private RowReply behindSavepoint(Connection connection, RowClaim claim) throws SQLException {
        execute(connection, "SAVEPOINT " + SAVEPOINT);
        RowReply reply = untilDecided(connection, claim);
        if (reply.kind() != RowReply.Kind.CONFLICT) {
            execute(connection, (reply.kind() == RowReply.Kind.IN_FLIGHT ? "ROLLBACK TO SAVEPOINT " : "RELEASE SAVEPOINT ")
                    + SAVEPOINT);
        }
        return reply;
    }

    private RowReply withoutWaiting(Connection connection, RowClaim claim, LockWait setting) throws SQLException {
        long before;
        try (Statement statement = connection.createStatement(); ResultSet value = statement.executeQuery(setting.read())) {
            value.next();
            before = value.getLong(1);
        }
        execute(connection, setting.none());
        try {
            return untilDecided(connection, claim);
        } finally {
            execute(connection, setting.restore() + before);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private RowReply untilDecided(Connection connection, RowClaim claim) throws SQLException {
        long startedAt = System.nanoTime();
        boolean waited = false;
        int unseen = 0;
        while (true) {
            try {
                RowReply reply = decided(connection, claim, waited);
                if (reply != null) {
                    return reply;
                }
                if (++unseen == MAX_UNSEEN) {
                    return RowReply.conflict();
                }
                waited = true;
            } catch (SQLException e) {
                DatabaseFailure failure = failure(e);
                boolean over = statements.dialect().waitsAsAsked()
                        || System.nanoTime() - startedAt >= TimeUnit.MILLISECONDS.toNanos(claim.terms().waitMillis());
                if (failure == DatabaseFailure.LOCK_TIMEOUT && over) {
                    return RowReply.inFlight(claim.terms().waitMillis() > 0);
                }
                if (failure == DatabaseFailure.CONFLICT) {
                    return RowReply.conflict();
                }
                if (failure != DatabaseFailure.LOCK_TIMEOUT) {
                    throw e;
                }
                waited = true;
            }
        }
    }

    /** {@return the reply; {@code null} when another transaction has changed the row meanwhile} */
    private @Nullable RowReply decided(Connection connection, RowClaim claim, boolean waited) throws SQLException {
        boolean meanwhile = waited;
        try (PreparedStatement insert = prepared(connection, statements.claim(), claim, null)) {
            if (!insert.execute()) {
                return RowReply.claimed();
            }
            try (ResultSet row = insert.getResultSet()) {
                if (row.next()) {
                    if (row.getBoolean(RowColumn.CLAIMED.position())) {
                        return RowReply.claimed();
                    }
                    if (row.getBoolean(RowColumn.FOUND.position())) {
                        return found(connection, claim, row, waited);
                    }
                }
            }
            meanwhile = true;
        } catch (SQLException e) {
            if (failure(e) != DatabaseFailure.DUPLICATE) {
                throw e;
            }
        }
        try (PreparedStatement find = prepared(connection, statements.find(), claim, null);
                ResultSet row = find.executeQuery()) {
            return row.next() ? found(connection, claim, row, meanwhile) : null;
        }
    }

    private @Nullable RowReply found(Connection connection, RowClaim claim, ResultSet row, boolean waited)
            throws SQLException {
        if (!row.getBoolean(RowColumn.EXPIRED.position())) {
            return RowReply.duplicate(content(claim, row), waited);
        }
        try (PreparedStatement take = prepared(connection, statements.takeExpired(), claim, null)) {
            if (!take.execute()) {
                return take.getUpdateCount() == 1 ? RowReply.claimed() : null;
            }
            try (ResultSet taken = take.getResultSet()) {
                return taken.next() && taken.getBoolean(RowColumn.CLAIMED.position()) ? RowReply.claimed() : null;
            }
        }
    }

    private static RowContent content(RowClaim claim, ResultSet row) throws SQLException {
        return new RowContent(claim.terms().scope(), claim.key(), row.getString(RowColumn.EVENT_ID.position()),
                row.getString(RowColumn.EVENT_TYPE.position()), row.getString(RowColumn.FINGERPRINT.position()),
                row.getString(RowColumn.RESULT.position()), row.getLong(RowColumn.FIRST_SEEN_AT.position()),
                row.getLong(RowColumn.COMPLETED_AT.position()), row.getString(RowColumn.NODE.position()),
                row.getString(RowColumn.TRACE_ID.position()));
    }

    /**
     * Stores the result in the claimed row.
     *
     * @return whether the row is there
     */
    public boolean complete(Connection connection, RowClaim claim, String result) throws SQLException {
        return changes(connection, statements.complete(), claim, result);
    }

    /** {@return whether the database gives a transaction up at an error, and does not always say so at its commit} */
    public boolean canFailSilently() {
        return !statements.dialect().survivesErrors();
    }

    /**
     * {@return whether the database, which {@link #canFailSilently()}, has given the transaction up}
     *
     * @throws SQLException if that cannot be found out
     */
    public boolean isFailed(Connection connection) throws SQLException {
        return PostgreSqlState.isFailed(connection);
    }

    /**
     * Deletes the claimed row.
     *
     * @return whether it was there
     */
    public boolean withdraw(Connection connection, RowClaim claim) throws SQLException {
        return changes(connection, statements.withdraw(), claim, null);
    }

    private static boolean changes(Connection connection, Sql sql, RowClaim claim, @Nullable String result)
            throws SQLException {
        try (PreparedStatement statement = prepared(connection, sql, claim, result)) {
            return statement.executeUpdate() == 1;
        }
    }

    /** {@return whether the database has rolled the transaction back, or will refuse to commit it} */
    public boolean isUndone(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e && failure(e) == DatabaseFailure.CONFLICT) {
                return true;
            }
        }
        return false;
    }

    private DatabaseFailure failure(SQLException e) {
        return statements.dialect().failure(e.getSQLState(), e.getErrorCode());
    }

    static PreparedStatement prepared(Connection connection, Sql sql, RowClaim claim, @Nullable String result)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql.text());
        try {
            for (int i = 0; i < sql.parameters().size(); i++) {
                Object value = sql.value(i, claim, result);
                if (value == null) {
                    statement.setNull(i + 1, Types.VARCHAR);
                } else if (value instanceof Long number) {
                    statement.setLong(i + 1, number);
                } else {
                    statement.setString(i + 1, (String) value);
                }
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }
}
