package io.quarkiverse.eventidempotency.deployment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.MethodInfo;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.method.GuardedMethod;
import io.quarkiverse.eventidempotency.deployment.types.Channels;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.MethodNames;
import io.quarkiverse.eventidempotency.runtime.IdempotencyRecorder;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyBuildConfig;
import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.transactions.JdbcDatabaseKinds;
import io.quarkus.agroal.spi.JdbcDataSourceBuildItem;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.arc.deployment.SyntheticBeanBuildItem;
import io.quarkus.arc.deployment.ValidationPhaseBuildItem;
import io.quarkus.arc.deployment.ValidationPhaseBuildItem.ValidationErrorBuildItem;
import io.quarkus.arc.processor.BeanInfo;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.ExecutionTime;
import io.quarkus.deployment.annotations.Record;
import io.quarkus.deployment.builditem.nativeimage.NativeImageResourceBuildItem;

/** Brings what methods need that keep their records in their own transactions, and checks that there will be one. */
class TransactionChecks {

    private static final String RUNTIME = "io.quarkiverse.eventidempotency.runtime.transactions.";

    private static final int MAX_SCOPE = 255;

    /** By name: an application without such methods need not have the classes that they need. */
    @BuildStep
    void beans(CollectedMethodsBuildItem collected, Capabilities capabilities, List<JdbcDataSourceBuildItem> dataSources,
            BuildProducer<AdditionalBeanBuildItem> beans, BuildProducer<NativeImageResourceBuildItem> resources) {
        if (isUsed(collected) && capabilities.isPresent(Capability.TRANSACTIONS) && !dataSources.isEmpty()) {
            beans.produce(AdditionalBeanBuildItem.builder().setUnremovable()
                    .addBeanClasses(RUNTIME + "JdbcTransactions", RUNTIME + "RecordDatabases", RUNTIME + "RecordTables")
                    .build());
            for (Dialect dialect : Dialect.values()) {
                resources.produce(new NativeImageResourceBuildItem(dialect.script()));
            }
        }
    }

    private static boolean isUsed(CollectedMethodsBuildItem collected) {
        return collected.methods().stream().anyMatch(guarded -> guarded.attributes().inTransaction());
    }

    @BuildStep
    @Record(ExecutionTime.STATIC_INIT)
    void record(CollectedMethodsBuildItem collected, List<JdbcDataSourceBuildItem> dataSources, IdempotencyRecorder recorder,
            BuildProducer<SyntheticBeanBuildItem> beans) {
        if (isUsed(collected)) {
            Map<String, String> kinds = new TreeMap<>();
            dataSources.forEach(dataSource -> kinds.put(dataSource.getName(), dataSource.getDbKind()));
            beans.produce(SyntheticBeanBuildItem.configure(JdbcDatabaseKinds.class).scope(Singleton.class).unremovable()
                    .supplier(recorder.databases(kinds)).done());
        }
    }

    /** Whether there is a database for each scope, and a scope has its records in one place. */
    @BuildStep
    void databases(GuardedMethodsBuildItem guarded, EventIdempotencyBuildConfig config, Capabilities capabilities,
            List<JdbcDataSourceBuildItem> dataSources, BuildProducer<ValidationErrorBuildItem> errors) {
        Map<String, JdbcDataSourceBuildItem> byName = dataSources.stream()
                .collect(Collectors.toMap(JdbcDataSourceBuildItem::getName, dataSource -> dataSource));
        for (GuardedMethodSpec spec : guarded.specs()) {
            if (spec.inTransaction()) {
                String name = config.database().datasourceOf(spec.scopeName());
                String problem = capabilities.isPresent(Capability.TRANSACTIONS) ? problem(name, byName)
                        : "the application has no transaction manager: add io.quarkus:quarkus-agroal and the JDBC driver"
                                + " of its database, such as io.quarkus:quarkus-jdbc-postgresql";
                if (problem != null) {
                    errors.produce(
                            GuardChecks.error("inTransaction = true of @Idempotent writes the record with the data source "
                                    + name + ", and " + problem + place(spec)));
                }
                if (spec.scopeName().length() > MAX_SCOPE) {
                    errors.produce(GuardChecks.error("The scope of a method with inTransaction = true has at most " + MAX_SCOPE
                            + " characters: choose a shorter one [scope: " + spec.scopeName() + ", method: " + spec.method()
                            + "]"));
                }
            }
        }
        shared(guarded.specs(), errors);
    }

    private static String place(GuardedMethodSpec spec) {
        return " [method: " + spec.method() + "]";
    }

    private static @Nullable String problem(String name, Map<String, JdbcDataSourceBuildItem> byName) {
        JdbcDataSourceBuildItem dataSource = byName.get(name);
        if (dataSource == null) {
            return "there is no JDBC data source of that name: add its driver and db-kind, or name another one in"
                    + " quarkus.event-idempotency.database.datasource (there is: "
                    + byName.keySet().stream().sorted().collect(Collectors.joining(", ")) + ")";
        }
        if (Dialect.of(dataSource.getDbKind()).isEmpty()) {
            return "its database is " + dataSource.getDbKind() + ": keep the record in the store, or use one of "
                    + Dialect.kinds();
        }
        return dataSource.isTransactionIntegrationEnabled() ? null
                : "it takes no part in transactions: remove its jdbc.transactions=disabled";
    }

    private static void shared(List<GuardedMethodSpec> specs, BuildProducer<ValidationErrorBuildItem> errors) {
        Map<String, List<GuardedMethodSpec>> byScope = specs.stream()
                .collect(Collectors.groupingBy(GuardedMethodSpec::scopeName, TreeMap::new, Collectors.toList()));
        byScope.forEach((scope, methods) -> {
            if (methods.stream().map(GuardedMethodSpec::inTransaction).distinct().count() > 1) {
                errors.produce(GuardChecks.error("@Idempotent methods share the scope \"" + scope + "\" and keep their records"
                        + " in two places, so that they do not see each other's: give them different scopes, or the same"
                        + " inTransaction [methods: "
                        + methods.stream().map(GuardedMethodSpec::method).sorted().collect(Collectors.joining(", ")) + "]"));
            }
        });
    }

    /** Whether a transaction will be active, as the container has resolved the annotations. */
    @BuildStep
    void transactions(CollectedMethodsBuildItem collected, GuardedMethodsBuildItem guarded, ValidationPhaseBuildItem phase,
            BuildProducer<ValidationErrorBuildItem> errors) {
        Map<String, GuardedMethod> methods = new HashMap<>();
        collected.methods().stream().filter(method -> method.attributes().inTransaction())
                .forEach(method -> methods.put(method.id(), method));
        Map<String, GuardedMethodSpec> specs = new HashMap<>();
        guarded.specs().stream().filter(GuardedMethodSpec::inTransaction)
                .forEach(spec -> specs.put(spec.beanClass() + ' ' + spec.methodId(), spec));
        for (BeanInfo bean : phase.getContext().beans().classBeans()) {
            bean.getInterceptedMethodsBindings().forEach((method, bindings) -> {
                GuardedMethodSpec spec = specs.get(bean.getImplClazz().name().toString() + ' ' + MethodNames.id(method));
                if (spec != null) {
                    String problem = problem(method, bindings);
                    if (problem != null) {
                        errors.produce(GuardChecks.error(problem + place(spec)));
                    }
                }
            });
        }
    }

    private static @Nullable String problem(MethodInfo method, Set<AnnotationInstance> bindings) {
        AnnotationInstance transactional = bindings.stream()
                .filter(binding -> binding.name().equals(DotNames.TRANSACTIONAL)).findFirst().orElse(null);
        if (transactional == null) {
            return isEntryPoint(method) ? "inTransaction = true of @Idempotent needs an active transaction, and nothing begins"
                    + " one before this method is called: annotate it with @Transactional" : null;
        }
        AnnotationValue type = transactional.value();
        return type != null && DotNames.NO_TRANSACTIONS.contains(type.asEnum())
                ? "inTransaction = true of @Idempotent needs an active transaction, and @Transactional(" + type.asEnum()
                        + ") runs this method without one: use REQUIRED or REQUIRES_NEW"
                : null;
    }

    /** Whether a framework calls the method, and not code that may have begun a transaction. */
    private static boolean isEntryPoint(MethodInfo method) {
        return Channels.isConsumer(method)
                || method.declaredAnnotations().stream().map(AnnotationInstance::name).anyMatch(DotNames.ENTRY_POINTS::contains)
                || method.declaredAnnotations().stream()
                        .anyMatch(annotation -> annotation.name().toString().startsWith(DotNames.REST_PACKAGE)
                                && annotation.target().kind() == AnnotationTarget.Kind.METHOD);
    }
}
