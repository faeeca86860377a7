package io.quarkiverse.eventidempotency.deployment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.runtime.GuardedMethodSpec;

/** Tells which bean has which guarded methods, inherited ones among them, and in which scope each of them is. */
final class GuardedBeans {

    private final TypeIndex types;
    private final String application;
    private final Map<DotName, List<GuardedMethodBuildItem>> byClass;

    private final Set<String> used = new HashSet<>();
    private final List<GuardedMethodSpec> specs = new ArrayList<>();
    private final Map<String, List<String>> byDefaultScope = new TreeMap<>();

    /** @param application the name of the application */
    GuardedBeans(TypeIndex types, String application, Collection<GuardedMethodBuildItem> methods) {
        this.types = types;
        this.application = application;
        this.byClass = methods.stream().collect(Collectors.groupingBy(m -> m.method().declaringClass().name()));
    }

    void add(ClassInfo bean) {
        Set<String> seen = new HashSet<>();
        for (ClassInfo declaring = bean; declaring != null; declaring = superclass(declaring)) {
            for (GuardedMethodBuildItem guarded : byClass.getOrDefault(declaring.name(), List.of())) {
                if (!seen.contains(overridable(guarded.method()))) {
                    add(bean, guarded);
                }
            }
            declaring.methods().stream().map(GuardedBeans::overridable).forEach(seen::add);
        }
    }

    private @Nullable ClassInfo superclass(ClassInfo info) {
        return info.superName() == null ? null : types.find(info.superName());
    }

    private static String overridable(MethodInfo method) {
        return method.parameterTypes().stream().map(t -> t.name().toString())
                .collect(Collectors.joining(",", method.name() + "(", ")"));
    }

    private void add(ClassInfo bean, GuardedMethodBuildItem guarded) {
        used.add(guarded.id());
        MethodResult result = guarded.result();
        KeySource key = guarded.key();
        GuardAttributes attributes = guarded.attributes();
        String scope = attributes.scope();
        if (scope == null) {
            scope = defaultScope(bean, guarded.method());
            byDefaultScope.computeIfAbsent(scope, s -> new ArrayList<>())
                    .add(MethodNames.inBean(bean.name(), guarded.method()));
        }
        if (result == null || key == null) {
            return;
        }
        List<String> incoming = MessageConsumers.incoming(guarded.method());
        specs.add(new GuardedMethodSpec(guarded.id(), bean.name().toString(),
                MethodNames.inBean(bean.name(), guarded.method()), scope.equals(Idempotent.NO_SCOPE) ? null : scope,
                key.description(), TypeIndex.describe(result.type()),
                MethodRules.resultNeeded(guarded.method(), result),
                key instanceof KeySource.OwnIdentity, incoming.stream().sorted().toList(),
                MessageConsumers.settling(guarded.method(), guarded.takesMessages()), guarded.takesMessages(),
                guarded.heldThread(),
                attributes.onDuplicate(),
                attributes.onInFlight(),
                attributes.onMissingKey(), attributes.ttlMillis(), attributes.leaseMillis(), attributes.waitTimeoutMillis(),
                attributes.afterCrash(), attributes.maxAttempts(), attributes.storeResult(),
                hasOwnTransaction(bean, guarded.method())));
    }

    /** Whether it suspends the caller's: what is written on the method counts, else on its bean's class, which inherits it. */
    private boolean hasOwnTransaction(ClassInfo bean, MethodInfo method) {
        AnnotationInstance transactional = method.declaredAnnotation(DotNames.TRANSACTIONAL);
        for (ClassInfo c = bean; c != null && transactional == null; c = superclass(c)) {
            transactional = c.declaredAnnotation(DotNames.TRANSACTIONAL);
        }
        AnnotationValue type = transactional == null ? null : transactional.value();
        return type != null && DotNames.OWN_TRANSACTIONS.contains(type.asEnum());
    }

    private String defaultScope(ClassInfo bean, MethodInfo method) {
        String name = bean.name().toString();
        String simple = name.substring(name.lastIndexOf('.') + 1);
        return (application + "." + simple + "." + method.name()).replaceAll("[^A-Za-z0-9_.-]", "-");
    }

    /** {@return whether a bean that was added has the method} */
    boolean hasBean(GuardedMethodBuildItem guarded) {
        return used.contains(guarded.id());
    }

    /** {@return the default scopes that more than one method has, each with its methods, sorted} */
    Map<String, List<String>> ambiguousScopes() {
        Map<String, List<String>> ambiguous = new TreeMap<>();
        byDefaultScope.forEach((scope, methods) -> {
            if (methods.size() > 1) {
                ambiguous.put(scope, methods.stream().sorted().toList());
            }
        });
        return ambiguous;
    }

    /** {@return what is to be recorded, sorted by scope} */
    List<GuardedMethodSpec> specs() {
        return specs.stream().sorted(Comparator
                .comparing(GuardedMethodSpec::scope, Comparator.nullsFirst(Comparator.<String> naturalOrder()))
                .thenComparing(GuardedMethodSpec::beanClass).thenComparing(GuardedMethodSpec::methodId)).toList();
    }
}
