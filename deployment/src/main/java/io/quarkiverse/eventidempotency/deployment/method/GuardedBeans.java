package io.quarkiverse.eventidempotency.deployment.method;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.deployment.key.KeySource;
import io.quarkiverse.eventidempotency.deployment.types.Channels;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.MethodNames;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.runtime.guard.GuardedMethodSpec;

/** Tells which bean has which guarded methods, inherited ones among them, and in which scope each of them is. */
public final class GuardedBeans {

    private final TypeIndex types;
    private final String application;
    private final Map<DotName, List<GuardedMethod>> byClass;

    private final Set<String> used = new HashSet<>();
    private final Set<String> problems = new TreeSet<>();
    private final List<GuardedMethodSpec> specs = new ArrayList<>();
    private final Map<String, List<String>> byDefaultScope = new TreeMap<>();

    public GuardedBeans(TypeIndex types, String application, Collection<GuardedMethod> methods) {
        this.types = types;
        this.application = application;
        this.byClass = methods.stream().collect(Collectors.groupingBy(m -> m.method().declaringClass().name()));
    }

    public void add(ClassInfo bean) {
        Map<String, MethodInfo> seen = new HashMap<>();
        for (ClassInfo declaring = bean; declaring != null; declaring = superclass(declaring)) {
            List<GuardedMethod> declared = byClass.getOrDefault(declaring.name(), List.of());
            for (GuardedMethod guarded : declared) {
                MethodInfo overriding = seen.get(overridable(guarded.method()));
                if (overriding == null && isReachable(guarded.method(), bean)) {
                    add(bean, guarded);
                } else if (guarded.problems().isEmpty()) {
                    checkInherited(bean, guarded, overriding);
                }
            }
            if (declared.isEmpty()) {
                checkKnown(bean, declaring);
            }
            declaring.methods().forEach(method -> seen.putIfAbsent(overridable(method), method));
        }
    }

    /** Whether the class that Quarkus generates for a bean, in the bean's package, can override the method. */
    private static boolean isReachable(MethodInfo method, ClassInfo bean) {
        int visible = Modifier.PUBLIC | Modifier.PROTECTED | Modifier.PRIVATE;
        return (method.flags() & visible) != 0
                || Objects.equals(method.declaringClass().name().packagePrefix(), bean.name().packagePrefix());
    }

    private void checkInherited(ClassInfo bean, GuardedMethod guarded, @Nullable MethodInfo overriding) {
        String inherited = MethodNames.shown(guarded.method());
        if (overriding != null && isReachable(guarded.method(), overriding.declaringClass())) {
            if (!isGuarded(overriding) && !overriding.declaringClass().hasDeclaredAnnotation(DotNames.MOCK)) {
                used.add(guarded.id());
                problems.add("@Idempotent does not guard a method that overrides " + inherited
                        + " without it: annotate the overriding method too, or give it another name [method: "
                        + MethodNames.shown(overriding) + ", bean class: " + bean.name() + "]");
            }
        } else if (!isReachable(guarded.method(), bean)) {
            used.add(guarded.id());
            problems.add("@Idempotent cannot guard a package-private method in a bean class of another package: no interceptor"
                    + " sees its calls; make it protected or public [method: " + inherited + ", bean class: " + bean.name()
                    + "]");
        }
    }

    /** Of a generic method the bridge overrides, to which not every compiler copies annotations. */
    private static boolean isGuarded(MethodInfo overriding) {
        return overriding.hasDeclaredAnnotation(DotNames.IDEMPOTENT)
                || overriding.isSynthetic() && overriding.declaringClass().methods().stream()
                        .anyMatch(method -> !method.isSynthetic() && method.name().equals(overriding.name())
                                && method.parametersCount() == overriding.parametersCount()
                                && method.hasDeclaredAnnotation(DotNames.IDEMPOTENT));
    }

    /** A superclass in an archive without an index has annotations that Quarkus does not see. */
    private void checkKnown(ClassInfo bean, ClassInfo declaring) {
        for (MethodInfo method : declaring.methods()) {
            if (!method.isSynthetic() && method.hasDeclaredAnnotation(DotNames.IDEMPOTENT)) {
                problems.add("@Idempotent has no effect in a class that is not indexed: add META-INF/jandex.idx to its archive,"
                        + " or name it in quarkus.index-dependency [method: " + MethodNames.shown(method) + ", bean class: "
                        + bean.name() + "]");
            }
        }
    }

    private @Nullable ClassInfo superclass(ClassInfo info) {
        return info.superName() == null ? null : types.find(info.superName());
    }

    private static String overridable(MethodInfo method) {
        return method.parameterTypes().stream().map(t -> t.name().toString())
                .collect(Collectors.joining(",", method.name() + "(", ")"));
    }

    private void add(ClassInfo bean, GuardedMethod guarded) {
        used.add(guarded.id());
        MethodResult result = guarded.result();
        KeySource key = guarded.key();
        GuardAttributes attributes = guarded.attributes();
        String scope = attributes.scope();
        if (scope == null) {
            scope = (application + "." + bean.name().withoutPackagePrefix() + "." + guarded.method().name())
                    .replaceAll("[^A-Za-z0-9_.-]", "-");
            byDefaultScope.computeIfAbsent(scope, s -> new ArrayList<>())
                    .add(MethodNames.inBean(bean.name(), guarded.method()));
        }
        if (result == null || key == null) {
            return;
        }
        List<String> incoming = Channels.incoming(guarded.method());
        specs.add(new GuardedMethodSpec(guarded.id(), bean.name().toString(),
                MethodNames.inBean(bean.name(), guarded.method()), scope.equals(Idempotent.NO_SCOPE) ? null : scope,
                key.description(), TypeIndex.describe(result.type()),
                MethodRules.resultNeeded(guarded.method(), result),
                key instanceof KeySource.OwnIdentity, incoming.stream().sorted().toList(),
                MessageConsumers.settling(guarded.method(), guarded.takesMessages()), guarded.takesMessages(),
                guarded.batch() != null, guarded.heldThread(),
                attributes.overrides(),
                hasOwnTransaction(bean, guarded.method()), attributes.inTransaction()));
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

    public boolean hasBean(GuardedMethod guarded) {
        return used.contains(guarded.id());
    }

    /** {@return errors of methods that lose their guard in a bean class, and of default scopes that methods share} */
    public List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        byDefaultScope.forEach((scope, methods) -> {
            if (methods.size() > 1) {
                all.add("@Idempotent methods would share the default scope \"" + scope
                        + "\", and replay each other's results: set scope = \"…\" on each [methods: "
                        + methods.stream().sorted().collect(Collectors.joining(", ")) + "]");
            }
        });
        return all;
    }

    /** {@return what is to be recorded, sorted by scope} */
    public List<GuardedMethodSpec> specs() {
        return specs.stream().sorted(Comparator
                .comparing(GuardedMethodSpec::scope, Comparator.nullsFirst(Comparator.<String> naturalOrder()))
                .thenComparing(GuardedMethodSpec::beanClass).thenComparing(GuardedMethodSpec::methodId)).toList();
    }
}
