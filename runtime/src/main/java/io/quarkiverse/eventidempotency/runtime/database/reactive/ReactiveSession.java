package io.quarkiverse.eventidempotency.runtime.database.reactive;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkiverse.eventidempotency.runtime.database.RowSession;
import io.quarkiverse.eventidempotency.runtime.database.Sql;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowClaim;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowReply;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;

/** The transaction of an operator on a connection of a pool, which is given back with it. Waits for each answer. */
public final class ReactiveSession implements RowSession {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Dialect dialect;
    private final SqlConnection connection;
    private final Transaction transaction;

    /** Takes a connection, and begins a transaction. */
    public ReactiveSession(Pool pool, Dialect dialect) {
        this.dialect = dialect;
        this.connection = await(pool.getConnection());
        this.transaction = await(connection.begin());
    }

    private static <T> T await(Future<T> answer) {
        return UniHelper.toUni(answer).await().atMost(PATIENCE);
    }

    private RowSet<Row> send(String written, RowClaim claim, @Nullable String result) {
        Sql sql = dialect == Dialect.POSTGRESQL ? Sql.withNumbers(written) : Sql.withQuestionMarks(written);
        return await(ReactiveTable.execute(connection, sql, claim, result));
    }

    @Override
    public RowReply claim(RowClaim claim) {
        return new ReactiveTable(dialect, WAIT_MILLIS).claim(connection, claim, () -> {
        }).await().atMost(PATIENCE);
    }

    @Override
    public List<List<@Nullable Object>> rows(String written, RowClaim claim) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Row row : send(written, claim, null)) {
            List<@Nullable Object> values = new ArrayList<>(row.size());
            for (int i = 0; i < row.size(); i++) {
                Object value = row.getValue(i);
                values.add(value instanceof Number number ? (Object) number.longValue()
                        : value instanceof Buffer || value instanceof String ? value.toString() : null);
            }
            rows.add(values);
        }
        return rows;
    }

    @Override
    public int change(String written, RowClaim claim, @Nullable String result) {
        return send(written, claim, result).rowCount();
    }

    @Override
    public void commit() {
        await(transaction.commit());
    }

    @Override
    public void close() {
        // rolls back what is not committed, before the connection is used again
        await(connection.close());
    }
}
