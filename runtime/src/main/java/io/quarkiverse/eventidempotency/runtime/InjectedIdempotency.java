package io.quarkiverse.eventidempotency.runtime;

import java.lang.reflect.Type;
import java.util.function.Function;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.EventIdempotency;
import io.quarkiverse.eventidempotency.IdempotencyScope;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyBuildConfig;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig;
import io.quarkiverse.eventidempotency.runtime.config.PolicyResolver;
import io.quarkiverse.eventidempotency.runtime.config.StoreKind;
import io.quarkiverse.eventidempotency.runtime.engine.Caller;
import io.quarkiverse.eventidempotency.runtime.engine.GuardPolicy;
import io.quarkiverse.eventidempotency.runtime.engine.IdempotencyEngine;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.GuardedBody;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.OuterWork;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ResultMapping;
import io.quarkiverse.eventidempotency.runtime.engine.scope.GuardedScope;
import io.quarkiverse.eventidempotency.runtime.engine.scope.ScopeAttributes;
import io.quarkiverse.eventidempotency.runtime.engine.scope.ScopeSurroundings;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowTerms;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.UniRowTransaction;
import io.quarkiverse.eventidempotency.runtime.guard.RequestScope;
import io.quarkiverse.eventidempotency.runtime.observability.ScopeCounters;
import io.quarkiverse.eventidempotency.runtime.transactions.ConnectionTransactions;
import io.quarkiverse.eventidempotency.runtime.transactions.OuterWorkSource;
import io.quarkiverse.eventidempotency.runtime.vertx.VertxCaller;
import io.vertx.mutiny.sqlclient.SqlConnection;

/** {@link EventIdempotency} as applications inject it. */
@Singleton
class InjectedIdempotency implements EventIdempotency {

    private final ApplicationEngine engine;
    private final ScopeSurroundings surroundings;

    InjectedIdempotency(ApplicationEngine engine, EventIdempotencyBuildConfig build, EventIdempotencyConfig config,
            ScopeCounters counters, @Any Instance<OuterWorkSource> outerWork) {
        this.engine = engine;
        this.surroundings = new ApplicationSurroundings(engine.get(), build.store(), new PolicyResolver(config, counters),
                OuterWorkSource.of(outerWork));
    }

    @Override
    public <T> IdempotencyScope<T> scope(String scope, Class<T> resultType) {
        return scope(scope, (Type) resultType);
    }

    @Override
    @SuppressWarnings("unchecked") // as the caller says, who alone knows
    public <T> IdempotencyScope<T> scope(String scope, Type resultType) {
        return new GuardedScope<>(surroundings, ScopeAttributes.of(scope, resultType != Void.class),
                (ResultMapping<T>) (ResultMapping<?>) engine.results().checked(scope, resultType));
    }

    private record ApplicationSurroundings(@Nullable IdempotencyEngine engine, StoreKind store,
            PolicyResolver policies, @Nullable OuterWorkSource outerWorkSource)
            implements
                ScopeSurroundings {

        @Override
        public void checkStore() {
            if (store == StoreKind.NONE) {
                throw new IllegalStateException("EventIdempotency needs a store here, and quarkus.event-idempotency.store is"
                        + " none: keep the record in a transaction with IdempotencyScope.in(SqlConnection), or choose a store");
            }
        }

        @Override
        public GuardPolicy policyOf(ScopeAttributes attributes) {
            return policies.policyOf(attributes);
        }

        @Override
        public Caller caller() {
            return VertxCaller.current();
        }

        @Override
        public @Nullable OuterWork outerWork() {
            return outerWorkSource == null ? null : outerWorkSource.here();
        }

        @Override
        public <R extends @Nullable Object> @Nullable R around(GuardedBody<R> body) throws Exception {
            return RequestScope.untilResult(body);
        }

        @Override
        public Function<SqlConnection, UniRowTransaction> transactions(RowTerms terms) {
            return new ConnectionTransactions(terms)::of;
        }
    }
}
