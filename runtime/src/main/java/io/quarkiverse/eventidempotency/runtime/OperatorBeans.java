package io.quarkiverse.eventidempotency.runtime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.IdempotencyRecords;
import io.quarkiverse.eventidempotency.results.ResultCodec;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyBuildConfig;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyConfig;
import io.quarkiverse.eventidempotency.runtime.config.PolicyResolver;
import io.quarkiverse.eventidempotency.runtime.engine.records.RecordTerms;
import io.quarkiverse.eventidempotency.runtime.engine.records.StoredRecords;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpecs;
import io.quarkiverse.eventidempotency.runtime.observability.ScopeCounters;
import io.quarkiverse.eventidempotency.runtime.transactions.RecordTable;
import io.quarkiverse.eventidempotency.runtime.transactions.RecordTableSource;
import io.quarkiverse.eventidempotency.runtime.transactions.StoreAndTables;
import io.quarkiverse.eventidempotency.runtime.vertx.ProcessClock;
import io.quarkiverse.eventidempotency.runtime.vertx.VertxCaller;
import io.quarkiverse.eventidempotency.spi.RecordStore;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;

/** Produces the bean that operators inject to find and change records. */
@Singleton
public class OperatorBeans {

    private final StoreChoice store;
    private final EventIdempotencyConfig config;
    private final EventIdempotencyBuildConfig build;
    private final GuardedMethodSpecs specs;
    private final ScopeCounters counters;
    private final Instance<ResultCodec> codec;
    private final List<RecordTable> tables;
    private final Vertx vertx;

    OperatorBeans(StoreChoice store, EventIdempotencyConfig config, EventIdempotencyBuildConfig build, GuardedMethodSpecs specs,
            ScopeCounters counters, Instance<ResultCodec> codec, @Any Instance<RecordTableSource> sources, Vertx vertx) {
        this.store = store;
        this.config = config;
        this.build = build;
        this.specs = specs;
        this.counters = counters;
        this.codec = codec;
        this.tables = sources.stream().<RecordTable> flatMap(source -> source.tables().stream()).toList();
        this.vertx = vertx;
    }

    @Produces
    @Singleton
    IdempotencyRecords records() {
        RecordStore ofStore = store.openForOperators();
        return records(tables.isEmpty() ? ofStore : withTables(ofStore));
    }

    /** {@return the records of the store, without the rows of tables} */
    StoredRecords ofStore() {
        return records(store.openForOperators());
    }

    private StoredRecords records(RecordStore store) {
        return new StoredRecords(store, config.keyPrefix(), terms(config, specs, counters),
                new ProcessClock(vertx.nettyEventLoopGroup()),
                VertxCaller::current, codec.isUnsatisfied() ? null : codec.get(), PolicyResolver.logsKeys(config));
    }

    private RecordStore withTables(RecordStore ofStore) {
        Map<String, String> ofScopes = new HashMap<>();
        for (GuardedMethodSpec spec : specs.specs()) {
            if (spec.inTransaction()) {
                ofScopes.put(spec.scope() == null ? "" : spec.scope(), build.database().datasourceOf(spec.scopeName()));
            }
        }
        WorkerExecutor worker = vertx.createSharedWorkerExecutor("event-idempotency-tables", 1);
        return new StoreAndTables(ofStore, config.keyPrefix(), config.node().orElseGet(Node::name), tables, ofScopes,
                new StoreAndTables.Worker() {

                    @Override
                    public <T> Uni<T> run(Callable<T> step) {
                        return UniHelper.toUni(worker.executeBlocking(step));
                    }
                });
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
