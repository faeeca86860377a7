package io.quarkiverse.eventidempotency.runtime.engine.scope;

import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.Handler;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowTerms;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.UniRowDelivery;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.UniRowTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/**
 * The deliveries of one scope in transactions.
 *
 * @param transactions finds the transaction of a connection; throws where none is open
 */
record TransactionDeliveries<T extends @Nullable Object>(GuardedScope<T> scope, ScopeSurroundings surroundings,
        UniRowDelivery<T> deliveries, Function<SqlConnection, UniRowTransaction> transactions) {

    static <T extends @Nullable Object> TransactionDeliveries<T> of(GuardedScope<T> scope, ScopeSurroundings surroundings,
            Handler<T> handler) {
        RowTerms terms = RowTerms.of(handler.policy(), handler.engine().options().node());
        return new TransactionDeliveries<>(scope, surroundings, new UniRowDelivery<>(handler, terms),
                surroundings.transactions(terms));
    }

    Uni<T> deliver(EventIdentity event, Supplier<Uni<T>> body, SqlConnection connection) {
        return deliveries.deliver(event, () -> surroundings.around(body::get), surroundings::caller,
                () -> transactions.apply(connection));
    }
}
