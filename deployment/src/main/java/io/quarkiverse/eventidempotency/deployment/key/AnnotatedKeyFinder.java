package io.quarkiverse.eventidempotency.deployment.key;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.GuardProblem;
import io.quarkiverse.eventidempotency.deployment.types.MethodNames;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex.Supertype;

/**
 * Finds the parameters of a guarded method, or the members of its payloads, that carry {@code @IdempotencyKey}. Annotated
 * parameters take precedence over annotated members of the parameters' types, since they are nearer to the method.
 */
final class AnnotatedKeyFinder {

    private final TypeIndex types;
    private final MethodInfo method;
    private final PathResolver paths;
    private final MemberLookup members;
    private final List<KeyPath> found = new ArrayList<>();
    private final Set<String> elements = new HashSet<>();

    AnnotatedKeyFinder(TypeIndex types, MethodInfo method, PathResolver paths) {
        this.types = types;
        this.method = method;
        this.paths = paths;
        this.members = paths.members();
    }

    /** {@return the id of a parameter that carries the annotation} */
    static String parameter(MethodInfo method, int position) {
        return MethodNames.id(method) + '#' + position;
    }

    /** {@return the id of a property of which something carries the annotation: component, field, getter, or parameter} */
    static String property(DotName declaring, String name) {
        return declaring + "." + name;
    }

    /** {@return the source; {@code null} when nothing is annotated} */
    KeySource.@Nullable Annotated find() throws GuardProblem {
        for (int i = 0; i < method.parametersCount(); i++) {
            if (method.parameters().get(i).hasDeclaredAnnotation(DotNames.IDEMPOTENCY_KEY)) {
                elements.add(parameter(method, i));
                add(List.of(paths.argument(i)), "parameter " + KeySourceFinder.label(method, i));
            }
        }
        boolean byParameters = !found.isEmpty();
        for (int i = 0; !byParameters && i < method.parametersCount(); i++) {
            addMembers(paths.payload(i));
        }
        return found.isEmpty() ? null
                : new KeySource.Annotated(
                        "@IdempotencyKey on " + String.join(", ", found.stream().map(KeyPath::text).toList()),
                        found, elements);
    }

    private void addMembers(List<KeyStep> payload) throws GuardProblem {
        Type type = payload.get(payload.size() - 1).type();
        for (Map.Entry<String, KeyStep> member : annotatedMembers(type).entrySet()) {
            List<KeyStep> steps = new ArrayList<>(payload);
            steps.add(member.getValue());
            add(steps, type.name().withoutPackagePrefix() + "." + member.getKey());
        }
    }

    private void add(List<KeyStep> steps, String label) throws GuardProblem {
        try {
            found.add(paths.finish(steps));
        } catch (GuardProblem e) {
            throw new GuardProblem("@IdempotencyKey on " + label + " cannot be part of a key: "
                    + TypeIndex.describe(steps.get(steps.size() - 1).type()) + " " + e.text());
        }
    }

    /**
     * Superclasses first; in one class its fields, then its getters, then the parameters of its constructors, each in the order
     * of the source.
     */
    private Map<String, KeyStep> annotatedMembers(Type type) throws GuardProblem {
        Map<String, KeyStep> annotated = new LinkedHashMap<>();
        if (type.kind() != Type.Kind.CLASS && type.kind() != Type.Kind.PARAMETERIZED_TYPE) {
            return annotated;
        }
        List<Supertype> hierarchy = new ArrayList<>(types.hierarchy(type));
        Collections.reverse(hierarchy);
        for (Supertype supertype : hierarchy) {
            ClassInfo info = supertype.info();
            for (FieldInfo field : info.fieldsInDeclarationOrder()) {
                if (field.hasDeclaredAnnotation(DotNames.IDEMPOTENCY_KEY)) {
                    elements.add(property(info.name(), field.name()));
                    if (!annotated.containsKey(field.name())) {
                        annotated.put(field.name(), field(type, field));
                    }
                }
            }
            for (MethodInfo getter : info.methodsInDeclarationOrder()) {
                if (getter.hasDeclaredAnnotation(DotNames.IDEMPOTENCY_KEY) && !getter.isSynthetic()) {
                    KeyStep step = getter(type, getter);
                    elements.add(property(info.name(), step.name()));
                    annotated.putIfAbsent(step.name(), step);
                }
            }
            for (MethodInfo constructor : info.constructors()) {
                if (!constructor.isSynthetic()) {
                    addParameters(type, constructor, annotated);
                }
            }
        }
        return annotated;
    }

    private KeyStep field(Type type, FieldInfo field) throws GuardProblem {
        KeyStep step = Modifier.isStatic(field.flags()) ? null : members.find(type, field.name(), false);
        if (step == null || !isAccessible(step)) {
            throw new GuardProblem("@IdempotencyKey on " + field.declaringClass().name() + "." + field.name()
                    + " cannot be read from the package of the handler: add a public getter, or make the field public and not"
                    + " static");
        }
        return step;
    }

    private KeyStep getter(Type type, MethodInfo getter) throws GuardProblem {
        if (!MemberLookup.isGetter(getter)) {
            throw new GuardProblem("@IdempotencyKey on " + getter.declaringClass().name() + "." + getter.name()
                    + " is on no getter: it needs a method without parameters that returns a value, named get… or is…, or a"
                    + " component of a record");
        }
        KeyStep step = members.call(type, getter);
        if (!members.isAccessible(getter) || !isAccessible(step)) {
            throw new GuardProblem("@IdempotencyKey on " + getter.declaringClass().name() + "." + getter.name()
                    + " cannot be read from the package of the handler: make the method and its class public");
        }
        return step;
    }

    /** Kotlin puts the annotation of a property that is declared in a constructor on the constructor's parameter. */
    private void addParameters(Type type, MethodInfo constructor, Map<String, KeyStep> annotated) throws GuardProblem {
        for (int i = 0; i < constructor.parametersCount(); i++) {
            if (!constructor.parameters().get(i).hasDeclaredAnnotation(DotNames.IDEMPOTENCY_KEY)) {
                continue;
            }
            DotName declaring = constructor.declaringClass().name();
            String name = constructor.parameterName(i);
            if (name == null) {
                throw new GuardProblem("@IdempotencyKey is on a parameter of a constructor of " + declaring
                        + ", whose class file has no parameter names: compile with -parameters (Kotlin: -java-parameters), or"
                        + " annotate the getter (Kotlin: @get:IdempotencyKey)");
            }
            elements.add(property(declaring, name));
            if (!annotated.containsKey(name)) {
                KeyStep step = members.find(type, name, false);
                if (step == null || !isAccessible(step)) {
                    throw new GuardProblem("@IdempotencyKey on the constructor's parameter " + declaring + "." + name
                            + " cannot be read: no property of that name is accessible from the package of the handler; add a"
                            + " public getter");
                }
                annotated.put(name, step);
            }
        }
    }

    private boolean isAccessible(KeyStep step) {
        return step instanceof KeyStep.Call call ? members.isAccessible(call.receiver())
                : step instanceof KeyStep.Read read && members.isAccessible(read.receiver());
    }
}
