package io.quarkiverse.eventidempotency.runtime.transactions;

import java.time.Duration;

import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkiverse.eventidempotency.runtime.database.RowSession;
import io.quarkiverse.eventidempotency.runtime.database.reactive.ReactiveCleanUp;
import io.quarkiverse.eventidempotency.runtime.database.reactive.ReactiveSchema;
import io.quarkiverse.eventidempotency.runtime.database.reactive.ReactiveSession;
import io.vertx.sqlclient.Pool;

/** The table of records in a database that has a reactive client alone. */
record ReactiveDatabase(String name, Dialect dialect, Pool pool) implements RecordTable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public void check() {
        ReactiveSchema.check(pool, dialect).await().atMost(PATIENCE);
    }

    @Override
    public void create() {
        ReactiveSchema.create(pool, dialect).await().atMost(PATIENCE);
    }

    @Override
    public int deleteSome() {
        return ReactiveCleanUp.deleteSome(pool, dialect, BATCH).await().atMost(PATIENCE);
    }

    @Override
    public RowSession session() {
        return new ReactiveSession(pool, dialect);
    }
}
