package io.quarkiverse.eventidempotency.runtime.engine.scope;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.TransactionScope;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/** A scope whose records are rows of the transaction that is open on a connection. */
record ScopeInTransaction<T extends @Nullable Object>(TransactionDeliveries<T> deliveries, SqlConnection connection)
        implements
            TransactionScope<T> {

    @Override
    public Uni<T> run(@Nullable String key, Supplier<Uni<T>> body) {
        return deliveries.deliver(deliveries.scope().identity(key), body, connection);
    }

    @Override
    public Uni<T> run(IdempotentEvent event, Supplier<Uni<T>> body) {
        return deliveries.deliver(deliveries.scope().identity(event), body, connection);
    }
}
