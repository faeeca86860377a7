package io.quarkiverse.eventidempotency.runtime.engine.scope;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.TransactionScope;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.EventIdentity;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.UniRowDelivery;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.UniRowTransaction;
import io.smallrye.mutiny.Uni;

/**
 * A scope whose records are rows of one transaction.
 *
 * @param transaction finds the transaction; throws where it is not open
 */
record ScopeInTransaction<T extends @Nullable Object>(GuardedScope<T> scope, ScopeSurroundings surroundings,
        UniRowDelivery<T> deliveries, Supplier<UniRowTransaction> transaction) implements TransactionScope<T> {

    @Override
    public Uni<T> run(@Nullable String key, Supplier<Uni<T>> body) {
        return deliver(scope.identity(key), () -> surroundings.around(body::get));
    }

    @Override
    public Uni<T> run(IdempotentEvent event, Supplier<Uni<T>> body) {
        return deliver(scope.identity(event), () -> surroundings.around(body::get));
    }

    private Uni<T> deliver(EventIdentity event, GuardedBody<Uni<T>> body) {
        return deliveries.deliver(event, body, surroundings::caller, transaction);
    }
}
