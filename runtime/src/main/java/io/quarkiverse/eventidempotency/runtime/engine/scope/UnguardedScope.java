package io.quarkiverse.eventidempotency.runtime.engine.scope;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.IdempotentEvent;
import io.quarkiverse.eventidempotency.TransactionScope;
import io.smallrye.mutiny.Uni;

/** A scope in a transaction where nothing is guarded. */
record UnguardedScope<T extends @Nullable Object>(GuardedScope<T> scope) implements TransactionScope<T> {

    @Override
    public Uni<T> run(@Nullable String key, Supplier<Uni<T>> body) {
        return scope.run(key, body);
    }

    @Override
    public Uni<T> run(IdempotentEvent event, Supplier<Uni<T>> body) {
        return scope.run(event, body);
    }
}
