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
    private final List<KeySource.Part> parts = new ArrayList<>();
    private final List<String> found = new ArrayList<>();
    private final Set<String> elements = new HashSet<>();

    AnnotatedKeyFinder(TypeIndex types, MethodInfo method, PathResolver paths) {
        this.types = types;
        this.method = method;
        this.paths = paths;
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
                add(paths.argument(i), "parameter " + KeySourceFinder.label(method, i));
            }
        }
        for (int i = 0, count = found.isEmpty() ? method.parametersCount() : 0; i < count; i++) {
            KeyPath payload = paths.payload(i);
            for (Map.Entry<String, KeyStep> member : annotatedMembers(payload.type()).entrySet()) {
                add(payload.to(member.getValue()), payload.type().name().withoutPackagePrefix() + "." + member.getKey());
            }
        }
        return found.isEmpty() ? null
                : new KeySource.Annotated("@IdempotencyKey on " + String.join(", ", found), parts, elements);
    }

    private void add(KeyPath path, String label) throws GuardProblem {
        try {
            KeyPartKind kind = KeyPartKind.of(path.type(), types);
            if (!parts.isEmpty()) {
                parts.add(new KeySource.Text(":"));
            }
            parts.add(new KeySource.Value(path, kind, true));
            found.add(path.text());
        } catch (GuardProblem e) {
            throw new GuardProblem("@IdempotencyKey on " + label + " cannot be part of a key: "
                    + TypeIndex.describe(path.type()) + " " + e.text());
        }
    }

    /**
     * Superclasses first; in one class its fields, then its getters, then the parameters of its constructors, each in the order
     * of the source.
     */
    private Map<String, KeyStep> annotatedMembers(Type type) throws GuardProblem {
        if (type.kind() != Type.Kind.CLASS && type.kind() != Type.Kind.PARAMETERIZED_TYPE) {
            return Map.of();
        }
        Map<String, KeyStep> annotated = new LinkedHashMap<>();
        List<Supertype> hierarchy = new ArrayList<>(types.hierarchy(type));
        Collections.reverse(hierarchy);
        for (Supertype supertype : hierarchy) {
            ClassInfo info = supertype.info();
            for (FieldInfo field : info.fieldsInDeclarationOrder()) {
                if (field.hasDeclaredAnnotation(DotNames.IDEMPOTENCY_KEY)) {
                    add(annotated, info, field.name(), readable(type, field));
                }
            }
            for (MethodInfo getter : info.methodsInDeclarationOrder()) {
                if (getter.hasDeclaredAnnotation(DotNames.IDEMPOTENCY_KEY) && !getter.isSynthetic()) {
                    add(annotated, info, MemberLookup.propertyName(getter), readable(type, getter));
                }
            }
            for (MethodInfo constructor : info.constructors()) {
                for (int i = 0; i < constructor.parametersCount() && !constructor.isSynthetic(); i++) {
                    if (constructor.parameters().get(i).hasDeclaredAnnotation(DotNames.IDEMPOTENCY_KEY)) {
                        String name = constructor.parameterName(i);
                        add(annotated, info, name, readable(type, info, name));
                    }
                }
            }
        }
        return annotated;
    }

    private void add(Map<String, KeyStep> annotated, ClassInfo declaring, String name, KeyStep step) {
        elements.add(property(declaring.name(), name));
        annotated.putIfAbsent(name, step);
    }

    private KeyStep readable(Type type, FieldInfo field) throws GuardProblem {
        return readable(type, Modifier.isStatic(field.flags()) ? null : members().find(type, field.name(), false),
                property(field.declaringClass().name(), field.name()) + " cannot be read from the package of the handler: add a"
                        + " public getter, or make the field public and not static");
    }

    private KeyStep readable(Type type, MethodInfo getter) throws GuardProblem {
        String label = property(getter.declaringClass().name(), getter.name());
        if (!MemberLookup.isGetter(getter)) {
            throw new GuardProblem("@IdempotencyKey on " + label + " is on no getter: it needs a method without parameters that"
                    + " returns a value, named get… or is…, or a component of a record");
        }
        return readable(type, members().isAccessible(getter) ? members().call(type, getter) : null,
                label + " cannot be read from the package of the handler: make the method and its class public");
    }

    /** Kotlin puts the annotation of a property that is declared in a constructor on the constructor's parameter. */
    private KeyStep readable(Type type, ClassInfo declaring, @Nullable String name) throws GuardProblem {
        if (name == null) {
            throw new GuardProblem("@IdempotencyKey is on a parameter of a constructor of " + declaring.name()
                    + ", whose class file has no parameter names: compile with -parameters (Kotlin: -java-parameters), or"
                    + " annotate the getter (Kotlin: @get:IdempotencyKey)");
        }
        return readable(type, members().find(type, name, false), "the constructor's parameter "
                + property(declaring.name(), name) + " cannot be read: no property of that name is accessible from the package"
                + " of the handler; add a public getter");
    }

    private KeyStep readable(Type type, @Nullable KeyStep step, String problem) throws GuardProblem {
        if (step == null || !members().isAccessible(types.find(type.name()))) {
            throw new GuardProblem("@IdempotencyKey on " + problem);
        }
        return step;
    }

    private MemberLookup members() {
        return paths.members();
    }
}
