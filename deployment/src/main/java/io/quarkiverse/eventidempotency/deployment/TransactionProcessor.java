package io.quarkiverse.eventidempotency.deployment;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import jakarta.inject.Singleton;

import io.quarkiverse.eventidempotency.TransactionScope;
import io.quarkiverse.eventidempotency.runtime.IdempotencyRecorder;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyBuildConfig;
import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.transactions.JdbcDatabaseKinds;
import io.quarkiverse.eventidempotency.runtime.transactions.ReactiveDatabaseKinds;
import io.quarkus.agroal.spi.JdbcDataSourceBuildItem;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.arc.deployment.SyntheticBeanBuildItem;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.CombinedIndexBuildItem;
import io.quarkus.deployment.builditem.nativeimage.NativeImageResourceBuildItem;
import io.quarkus.reactive.datasource.spi.ReactiveDataSourceBuildItem;

/** Brings what methods and code need that keep their records in transactions. */
class TransactionProcessor {

    private static final String EXTENSION = "io.quarkiverse.eventidempotency.";
    private static final String RUNTIME = EXTENSION + "runtime.transactions.";

    /** A call of {@code IdempotencyScope.in} leaves the name of its result in the class. */
    @BuildStep
    CodeInTransactionsBuildItem code(CombinedIndexBuildItem combined) {
        return new CodeInTransactionsBuildItem(combined.getIndex().getKnownUsers(TransactionScope.class).stream()
                .map(user -> user.name().toString()).filter(name -> !name.startsWith(EXTENSION)).sorted().toList());
    }

    /** By name: an application without such methods need not have the classes that they need. */
    @BuildStep
    void beans(CollectedMethodsBuildItem collected, CodeInTransactionsBuildItem code, Capabilities capabilities,
            List<JdbcDataSourceBuildItem> dataSources, List<ReactiveDataSourceBuildItem> reactive,
            BuildProducer<AdditionalBeanBuildItem> beans, BuildProducer<NativeImageResourceBuildItem> resources) {
        AdditionalBeanBuildItem.Builder needed = AdditionalBeanBuildItem.builder().setUnremovable();
        boolean blocking = isUsed(collected, false) && capabilities.isPresent(Capability.TRANSACTIONS)
                && !dataSources.isEmpty();
        if (blocking) {
            needed.addBeanClasses(RUNTIME + "JdbcTransactions", RUNTIME + "RecordDatabases");
        }
        boolean methods = isUsed(collected, true) && !reactive.isEmpty();
        if (methods) {
            needed.addBeanClass(RUNTIME + "ReactiveRows");
        }
        boolean nonBlocking = methods || !code.classes().isEmpty() && !reactive.isEmpty();
        if (nonBlocking) {
            needed.addBeanClass(RUNTIME + "ReactiveDatabases");
        }
        if (blocking || nonBlocking) {
            beans.produce(needed.addBeanClass(RUNTIME + "RecordTables").build());
            for (Dialect dialect : Dialect.values()) {
                resources.produce(new NativeImageResourceBuildItem(dialect.script()));
            }
        }
    }

    private static boolean isUsed(CollectedMethodsBuildItem collected, boolean reactive) {
        return collected.methods().stream().anyMatch(
                guarded -> guarded.attributes().inTransaction() && TransactionChecks.isReactive(guarded) == reactive);
    }

    @BuildStep
    @Record(ExecutionTime.STATIC_INIT)
    void databases(CollectedMethodsBuildItem collected, CodeInTransactionsBuildItem code, GuardedMethodsBuildItem guarded,
            EventIdempotencyBuildConfig config, List<JdbcDataSourceBuildItem> dataSources,
            List<ReactiveDataSourceBuildItem> reactive, IdempotencyRecorder recorder,
            BuildProducer<SyntheticBeanBuildItem> beans) {
        Set<String> ids = TransactionChecks.reactiveIds(collected);
        Map<String, String> reactiveKinds = TransactionChecks.reactiveKinds(reactive);
        Map<String, String> blocking = new TreeMap<>();
        Map<String, String> nonBlocking = code.databases(config, reactiveKinds);
        for (GuardedMethodSpec spec : guarded.specs()) {
            if (spec.inTransaction()) {
                String name = config.database().datasourceOf(spec.scopeName());
                if (ids.contains(spec.methodId())) {
                    reactive.stream().filter(source -> source.getName().equals(name))
                            .forEach(source -> nonBlocking.put(name, source.getDbKind()));
                } else {
                    dataSources.stream().filter(source -> source.getName().equals(name))
                            .forEach(source -> blocking.put(name, source.getDbKind()));
                }
            }
        }
        nonBlocking.keySet().removeAll(blocking.keySet()); // one of the two looks after the table
        if (isUsed(collected, false)) {
            beans.produce(SyntheticBeanBuildItem.configure(JdbcDatabaseKinds.class).scope(Singleton.class)
                    .supplier(recorder.databases(blocking)).done());
        }
        if (isUsed(collected, true) || !code.classes().isEmpty()) {
            beans.produce(SyntheticBeanBuildItem.configure(ReactiveDatabaseKinds.class).scope(Singleton.class)
                    .supplier(recorder.reactiveDatabases(nonBlocking)).done());
        }
    }
}
