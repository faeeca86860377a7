package io.quarkiverse.eventidempotency.runtime.database.reactive;

import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.smallrye.common.annotation.CheckReturnValue;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.sqlclient.Pool;

/** The table of records in one database. */
public final class ReactiveSchema {

    private ReactiveSchema() {
    }

    /** {@return nothing; a failure if the table or a column is missing, or if the database cannot be read} */
    @CheckReturnValue
    public static Uni<Void> check(Pool pool, Dialect dialect) {
        return execute(pool, dialect.statements().check());
    }

    /**
     * Creates the table if it is missing.
     *
     * @return nothing; a failure if it, or a column of it, is still missing then
     */
    @CheckReturnValue
    public static Uni<Void> create(Pool pool, Dialect dialect) {
        Uni<Void> created = Uni.createFrom().voidItem();
        for (String sql : dialect.scriptStatements()) {
            created = created.chain(() -> execute(pool, sql));
        }
        return created.onItemOrFailure().transformToUni((none, failure) -> check(pool, dialect)
                .onFailure().invoke(missing -> { // the failure does not count where another process has created it
                    if (failure != null) {
                        missing.addSuppressed(failure);
                    }
                }));
    }

    private static Uni<Void> execute(Pool pool, String sql) {
        return UniHelper.toUni(pool.query(sql).execute()).replaceWithVoid();
    }
}
