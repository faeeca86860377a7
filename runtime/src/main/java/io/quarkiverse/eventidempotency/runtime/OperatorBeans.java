package io.quarkiverse.eventidempotency.runtime;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.results.ResultCodec;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig;
import io.quarkiverse.eventidempotency.runtime.config.PolicyResolver;
import io.quarkiverse.eventidempotency.runtime.engine.records.RecordTerms;
import io.quarkiverse.eventidempotency.runtime.engine.records.StoredRecords;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpecs;
import io.quarkiverse.eventidempotency.runtime.observability.ScopeCounters;
import io.quarkiverse.eventidempotency.runtime.vertx.ProcessClock;
import io.quarkiverse.eventidempotency.runtime.vertx.VertxCaller;
import io.vertx.core.Vertx;

/** Produces the bean that operators inject to find and change records. */
@Singleton
public class OperatorBeans {

    @Produces
    @Singleton
    StoredRecords records(StoreChoice store, EventIdempotencyConfig config, GuardedMethodSpecs specs, ScopeCounters counters,
            Instance<ResultCodec> codec, Vertx vertx) {
        return new StoredRecords(store.openForOperators(), config.keyPrefix(), terms(config, specs, counters),
                new ProcessClock(vertx.nettyEventLoopGroup()),
                VertxCaller::current, codec.isUnsatisfied() ? null : codec.get(), config.logKeys());
    }

    /** Where methods share a scope, the longest of each of their times counts. */
    private static Function<@Nullable String, RecordTerms> terms(EventIdempotencyConfig config, GuardedMethodSpecs specs,
            ScopeCounters counters) {
        PolicyResolver policies = new PolicyResolver(config, counters);
        Map<@Nullable String, RecordTerms> known = new HashMap<>();
        for (GuardedMethodSpec spec : specs.specs()) {
            known.merge(spec.scope(), RecordTerms.of(policies.policyOf(spec)), RecordTerms::longest);
        }
        return scope -> {
            RecordTerms ofMethods = known.get(scope);
            return ofMethods != null ? ofMethods : policies.termsOf(scope); // used from code, or by another application
        };
    }
}
