package io.quarkiverse.eventidempotency.runtime.database.reactive;

import java.util.Iterator;
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
import io.smallrye.common.annotation.CheckReturnValue;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.sqlclient.DatabaseException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/**
 * The table of records, for the deliveries of one method. Each step takes a connection that has a transaction, and sends its
 * statement at once.
 */
public final class ReactiveTable {

    private static final String SAVEPOINT = "event_idempotency";

    private final RowStatements statements;

    /** @param waitMillis how long a claim waits for another transaction, in milliseconds; 0 to not wait */
    public ReactiveTable(Dialect dialect, long waitMillis) {
        this.statements = RowStatements.of(dialect,
                dialect == Dialect.POSTGRESQL ? Sql::withNumbers : Sql::withQuestionMarks, waitMillis);
    }

    /**
     * Claims a key: writes its row, unless there is one that has not expired.
     *
     * @param recovered called when an error within the transaction has left it usable
     */
    @CheckReturnValue
    public Uni<RowReply> claim(SqlConnection connection, RowClaim claim, Runnable recovered) {
        if (claim.terms().continues() && !statements.dialect().survivesErrors()) {
            return behindSavepoint(connection, claim, recovered);
        }
        LockWait setting = claim.terms().waitMillis() == 0 ? statements.dialect().lockWait() : null;
        Claiming claiming = new Claiming(connection, claim, System.nanoTime());
        return setting == null ? claiming.untilDecided(false) : withoutWaiting(connection, claiming, setting);
    }

    /** The transaction stays usable where the key is in flight. */
    private Uni<RowReply> behindSavepoint(SqlConnection connection, RowClaim claim, Runnable recovered) {
        return execute(connection, "SAVEPOINT " + SAVEPOINT)
                .chain(() -> new Claiming(connection, claim, System.nanoTime()).untilDecided(false))
                .call(reply -> switch (reply.kind()) {
                    case CLAIMED, DUPLICATE -> execute(connection, "RELEASE SAVEPOINT " + SAVEPOINT);
                    case IN_FLIGHT -> execute(connection, "ROLLBACK TO SAVEPOINT " + SAVEPOINT).invoke(recovered);
                    case CONFLICT -> Uni.createFrom().voidItem();
                });
    }

    private static Uni<RowReply> withoutWaiting(SqlConnection connection, Claiming claiming, LockWait setting) {
        return execute(connection, setting.read()).map(rows -> rows.iterator().next().getLong(0))
                .call(() -> execute(connection, setting.none()))
                .chain(before -> claiming.untilDecided(false)
                        .eventually(() -> execute(connection, setting.restore() + before)));
    }

    private static Uni<RowSet<Row>> execute(SqlConnection connection, String sql) {
        return UniHelper.toUni(connection.query(sql).execute());
    }

    /** One claim, until the database has decided. */
    private final class Claiming {

        private final SqlConnection connection;
        private final RowClaim claim;
        private final long startedAt;

        Claiming(SqlConnection connection, RowClaim claim, long startedAt) {
            this.connection = connection;
            this.claim = claim;
            this.startedAt = startedAt;
        }

        /** Repeats the claim as long as another transaction changes the row meanwhile, or may still be waited for. */
        Uni<RowReply> untilDecided(boolean waited) {
            return inserted(waited).onItemOrFailure().transformToUni((reply, failure) -> {
                if (failure != null) {
                    return refused(failure);
                }
                return reply == null ? untilDecided(true) : Uni.createFrom().item(reply);
            });
        }

        private Uni<RowReply> refused(Throwable error) {
            DatabaseFailure failure = failure(error);
            boolean over = statements.dialect().waitsAsAsked()
                    || System.nanoTime() - startedAt >= TimeUnit.MILLISECONDS.toNanos(claim.terms().waitMillis());
            if (failure == DatabaseFailure.LOCK_TIMEOUT && over) {
                return Uni.createFrom().item(RowReply.inFlight(claim.terms().waitMillis() > 0));
            }
            if (failure == DatabaseFailure.CONFLICT) {
                return Uni.createFrom().item(RowReply.conflict());
            }
            return failure == DatabaseFailure.LOCK_TIMEOUT ? untilDecided(true) : Uni.createFrom().failure(error);
        }

        /** {@return the reply; {@code null} when another transaction has changed the row meanwhile} */
        private Uni<@Nullable RowReply> inserted(boolean waited) {
            return send(connection, statements.claim(), claim, null).onItemOrFailure().transformToUni((rows, error) -> {
                if (error != null) {
                    return failure(error) == DatabaseFailure.DUPLICATE ? find(waited) : Uni.createFrom().failure(error);
                }
                if (!returnsRows(rows)) {
                    return Uni.createFrom().item(RowReply.claimed());
                }
                Iterator<Row> all = rows.iterator();
                Row row = all.hasNext() ? all.next() : null;
                if (row != null && is(row, RowColumn.CLAIMED)) {
                    return Uni.createFrom().item(RowReply.claimed());
                }
                return row != null && is(row, RowColumn.FOUND) ? found(row, waited) : find(true);
            });
        }

        private Uni<@Nullable RowReply> find(boolean waited) {
            return send(connection, statements.find(), claim, null).onItem().transformToUni(rows -> {
                Iterator<Row> all = rows.iterator();
                return all.hasNext() ? found(all.next(), waited) : Uni.createFrom().nullItem();
            });
        }

        private Uni<@Nullable RowReply> found(Row row, boolean waited) {
            if (!is(row, RowColumn.EXPIRED)) {
                return Uni.createFrom().item(RowReply.duplicate(content(claim, row), waited));
            }
            return send(connection, statements.takeExpired(), claim, null).map(rows -> {
                Iterator<Row> taken = rows.iterator();
                boolean claimed = taken.hasNext() ? is(taken.next(), RowColumn.CLAIMED) : rows.rowCount() == 1;
                return claimed ? RowReply.claimed() : null;
            });
        }
    }

    private static boolean returnsRows(RowSet<Row> rows) {
        return rows.columnDescriptors() != null && !rows.columnDescriptors().isEmpty();
    }

    /** MariaDB and MySQL have numbers for it. */
    private static boolean is(Row row, RowColumn column) {
        Object value = row.getValue(column.ordinal());
        return value instanceof Number number ? number.intValue() != 0 : Boolean.TRUE.equals(value);
    }

    private static RowContent content(RowClaim claim, Row row) {
        return new RowContent(claim.terms().scope(), claim.key(), row.getString(RowColumn.EVENT_ID.ordinal()),
                row.getString(RowColumn.EVENT_TYPE.ordinal()), row.getString(RowColumn.FINGERPRINT.ordinal()),
                row.getString(RowColumn.RESULT.ordinal()), row.getLong(RowColumn.FIRST_SEEN_AT.ordinal()),
                row.getLong(RowColumn.COMPLETED_AT.ordinal()), row.getString(RowColumn.NODE.ordinal()),
                row.getString(RowColumn.TRACE_ID.ordinal()));
    }

    /**
     * Stores the result in the claimed row.
     *
     * @return whether the row is there
     */
    @CheckReturnValue
    public Uni<Boolean> complete(SqlConnection connection, RowClaim claim, String result) {
        return send(connection, statements.complete(), claim, result).map(rows -> rows.rowCount() == 1);
    }

    /**
     * Deletes the claimed row.
     *
     * @return whether it was there
     */
    @CheckReturnValue
    public Uni<Boolean> withdraw(SqlConnection connection, RowClaim claim) {
        return send(connection, statements.withdraw(), claim, null).map(rows -> rows.rowCount() == 1);
    }

    /** {@return whether the database has rolled the transaction back, or will refuse to commit it} */
    public boolean isUndone(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (failure(cause) == DatabaseFailure.CONFLICT) {
                return true;
            }
        }
        return false;
    }

    private DatabaseFailure failure(Throwable failure) {
        return failure instanceof DatabaseException e
                ? statements.dialect().failure(e.getSqlState(), e.getErrorCode())
                : DatabaseFailure.OTHER;
    }

    private static Uni<RowSet<Row>> send(SqlConnection connection, Sql sql, RowClaim claim, @Nullable String result) {
        return UniHelper.toUni(execute(connection, sql, claim, result));
    }

    static Future<RowSet<Row>> execute(SqlConnection connection, Sql sql, RowClaim claim, @Nullable String result) {
        @Nullable
        Object[] values = new Object[sql.parameters().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = sql.value(i, claim, result);
        }
        return connection.preparedQuery(sql.text()).execute(Tuple.wrap(values));
    }
}
