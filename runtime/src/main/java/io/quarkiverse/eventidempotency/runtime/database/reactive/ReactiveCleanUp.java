package io.quarkiverse.eventidempotency.runtime.database.reactive;

import java.util.ArrayList;
import java.util.List;

import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkiverse.eventidempotency.runtime.database.Sql;
import io.smallrye.common.annotation.CheckReturnValue;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;

/**
 * Deletes expired rows, in short transactions that skip rows which others hold: no consumer waits for it longer than for one
 * such transaction, and only where it takes an expired key again.
 */
public final class ReactiveCleanUp {

    /** Without locks on gaps between rows. */
    private static final String ISOLATION = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";

    private ReactiveCleanUp() {
    }

    /**
     * Deletes some expired rows in one transaction.
     *
     * @param limit how many rows at the most
     * @return how many rows were deleted: fewer than the limit when there are no more
     */
    @CheckReturnValue
    public static Uni<Integer> deleteSome(Pool pool, Dialect dialect, int limit) {
        return UniHelper.toUni(pool.withConnection(connection -> begun(connection, dialect)
                .compose(transaction -> deleted(connection, dialect, limit)
                        .compose(deleted -> transaction.commit().map(deleted),
                                failure -> transaction.rollback().transform(any -> Future.failedFuture(failure))))));
    }

    private static Future<Transaction> begun(SqlConnection connection, Dialect dialect) {
        return dialect == Dialect.POSTGRESQL
                ? connection.begin().compose(begun -> connection.query(ISOLATION).execute().map(begun))
                : connection.query(ISOLATION).execute().compose(set -> connection.begin());
    }

    private static Future<Integer> deleted(SqlConnection connection, Dialect dialect, int limit) {
        return connection.query(dialect.statements().findExpired(limit)).execute().compose(rows -> {
            List<Tuple> keys = new ArrayList<>(rows.size());
            rows.forEach(row -> keys.add(Tuple.of(row.getValue(0), row.getValue(1))));
            if (keys.isEmpty()) {
                return Future.succeededFuture(0);
            }
            String delete = dialect.statements().withdraw();
            Sql sql = dialect == Dialect.POSTGRESQL ? Sql.withNumbers(delete) : Sql.withQuestionMarks(delete);
            return connection.preparedQuery(sql.text()).executeBatch(keys).map(keys.size());
        });
    }
}
