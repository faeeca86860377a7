package io.quarkiverse.eventidempotency.deployment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.MethodInfo;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.method.GuardedMethod;
import io.quarkiverse.eventidempotency.deployment.types.Channels;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.MethodNames;
import io.quarkiverse.eventidempotency.runtime.config.EventIdempotencyBuildConfig;
import io.quarkiverse.eventidempotency.runtime.database.Dialect;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;
import io.quarkiverse.eventidempotency.runtime.guard.ResultShape;
import io.quarkus.agroal.spi.JdbcDataSourceBuildItem;
import io.quarkus.arc.deployment.ValidationPhaseBuildItem;
import io.quarkus.arc.deployment.ValidationPhaseBuildItem.ValidationErrorBuildItem;
import io.quarkus.arc.processor.BeanInfo;
import io.quarkus.deployment.Capabilities;
import io.quarkus.deployment.Capability;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.reactive.datasource.spi.ReactiveDataSourceBuildItem;

/** Whether methods and code that keep their records in transactions will find one, in a database that can hold them. */
class TransactionChecks {

    private static final int MAX_SCOPE = 255;

    /** The kinds of databases that a reactive client can write records in. */
    private static final Set<String> REACTIVE = new TreeSet<>(Set.of(Dialect.POSTGRESQL.kind(), Dialect.MARIADB.kind(),
            Dialect.MYSQL.kind()));

    /** {@return whether the transaction of a method is one of a reactive SQL client} */
    static boolean isReactive(GuardedMethod guarded) {
        return guarded.result() != null && guarded.result().shape() == ResultShape.UNI;
    }

    /** {@return the ids of the methods whose transactions are reactive} */
    static Set<String> reactiveIds(CollectedMethodsBuildItem collected) {
        return collected.methods().stream().filter(TransactionChecks::isReactive).map(GuardedMethod::id)
                .collect(Collectors.toSet());
    }

    /** Whether there is a database for each scope, and a scope has its records in one place. */
    @BuildStep
    void databases(CollectedMethodsBuildItem collected, GuardedMethodsBuildItem guarded, EventIdempotencyBuildConfig config,
            Capabilities capabilities, List<JdbcDataSourceBuildItem> dataSources, List<ReactiveDataSourceBuildItem> reactive,
            BuildProducer<ValidationErrorBuildItem> errors) {
        Set<String> ids = reactiveIds(collected);
        Map<String, JdbcDataSourceBuildItem> byName = dataSources.stream()
                .collect(Collectors.toMap(JdbcDataSourceBuildItem::getName, dataSource -> dataSource));
        Map<String, String> reactiveByName = reactiveKinds(reactive);
        for (GuardedMethodSpec spec : guarded.specs()) {
            if (spec.inTransaction()) {
                String name = config.database().datasourceOf(spec.scopeName());
                String problem;
                if (ids.contains(spec.methodId())) {
                    problem = reactiveProblem(name, reactiveByName);
                } else {
                    problem = capabilities.isPresent(Capability.TRANSACTIONS) ? problem(name, byName)
                            : "the application has no transaction manager: add io.quarkus:quarkus-agroal and the JDBC driver"
                                    + " of its database, such as io.quarkus:quarkus-jdbc-postgresql";
                }
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

    /** {@return the kind of each reactive data source, by its name} */
    static Map<String, String> reactiveKinds(List<ReactiveDataSourceBuildItem> reactive) {
        Map<String, String> kinds = new TreeMap<>();
        reactive.forEach(source -> kinds.put(source.getName(), source.getDbKind()));
        return kinds;
    }

    /** Whether code has a database for its scopes, as far as configuration names one: the connection decides. */
    @BuildStep
    void code(CodeInTransactionsBuildItem code, EventIdempotencyBuildConfig config, List<ReactiveDataSourceBuildItem> reactive,
            BuildProducer<ValidationErrorBuildItem> errors) {
        Map<String, String> kinds = reactiveKinds(reactive);
        if (!code.classes().isEmpty() && code.databases(config, kinds).isEmpty()) {
            String name = config.database().datasource();
            errors.produce(GuardChecks.error("IdempotencyScope.in(SqlConnection) writes records with the data source " + name
                    + ", and " + reactiveProblem(name, kinds) + " [classes: " + String.join(", ", code.classes()) + "]"));
        }
    }

    /** {@return why records cannot be written with a reactive client; {@code null} when they can} */
    static @Nullable String reactiveProblem(String name, Map<String, String> byName) {
        String kind = byName.get(name);
        if (kind == null) {
            return "there is no reactive data source of that name: add its client, such as"
                    + " io.quarkus:quarkus-reactive-pg-client, and its db-kind, or name another one in"
                    + " quarkus.event-idempotency.database.datasource (there is: " + String.join(", ", byName.keySet()) + ")";
        }
        return REACTIVE.contains(kind) ? null
                : "its database is " + kind + ": keep the record in the store, or use one of " + String.join(", ", REACTIVE);
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
        Set<String> ids = reactiveIds(collected);
        Map<String, GuardedMethodSpec> specs = new HashMap<>();
        guarded.specs().stream().filter(GuardedMethodSpec::inTransaction)
                .forEach(spec -> specs.put(spec.beanClass() + ' ' + spec.methodId(), spec));
        for (BeanInfo bean : phase.getContext().beans().classBeans()) {
            bean.getInterceptedMethodsBindings().forEach((method, bindings) -> {
                GuardedMethodSpec spec = specs.get(bean.getImplClazz().name().toString() + ' ' + MethodNames.id(method));
                if (spec != null) {
                    String problem = ids.contains(spec.methodId()) ? reactiveProblem(method, bindings)
                            : problem(method, bindings);
                    if (problem != null) {
                        errors.produce(GuardChecks.error(problem + place(spec)));
                    }
                }
            });
        }
    }

    private static @Nullable String reactiveProblem(MethodInfo method, Set<AnnotationInstance> bindings) {
        if (bindings.stream().anyMatch(binding -> binding.name().equals(DotNames.TRANSACTIONAL))
                || method.hasDeclaredAnnotation(DotNames.TRANSACTIONAL) // no binding without JTA
                || method.declaringClass().hasDeclaredAnnotation(DotNames.TRANSACTIONAL)) {
            return "inTransaction = true of @Idempotent writes the record of a method that returns a Uni in a reactive"
                    + " transaction, which @Transactional does not begin: annotate it with @WithTransaction instead, or return"
                    + " the result itself";
        }
        return isEntryPoint(method)
                && bindings.stream().noneMatch(binding -> binding.name().equals(DotNames.WITH_TRANSACTION))
                        ? "inTransaction = true of @Idempotent needs an active reactive transaction, and nothing begins one"
                                + " before this method is called: annotate it with @WithTransaction, or begin one in it and"
                                + " use IdempotencyScope.in(SqlConnection)"
                        : null;
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
