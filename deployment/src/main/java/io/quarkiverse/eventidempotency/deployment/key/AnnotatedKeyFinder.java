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
    private final List<KeySource.Part> parts = new ArrayList<>();
    private final List<String> found = new ArrayList<>();
    private final Set<String> elements = new HashSet<>();

    AnnotatedKeyFinder(TypeIndex types, PathResolver paths) {
        this.types = types;
        this.method = paths.method();
        this.paths = paths;
        this.members = paths.members();
    }

    static String parameter(MethodInfo method, int position) {
        return MethodNames.id(method) + '#' + position;
    }

    /** {@return the id of a property of which something carries the annotation: component, field, getter, or parameter} */
    static String property(DotName declaring, String name) {
        return declaring + "." + name;
    }

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
        KeyPartKind kind = KeyPartKind.of(path.type(), types);
        if (kind == null) {
            throw new GuardProblem("@IdempotencyKey on " + label + " cannot be part of a key: "
                    + TypeIndex.describe(path.type()) + " " + KeyPartKind.refusal(path.type(), types));
        }
        if (!parts.isEmpty()) {
            parts.add(new KeySource.Text(":"));
        }
        parts.add(new KeySource.Value(path, kind, true));
        found.add(path.text());
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
                    String name = field.name();
                    KeyStep step = Modifier.isStatic(field.flags()) ? null : members.find(type, name, false);
                    add(annotated, type, property(info.name(), name), name, step, property(info.name(), name)
                            + " cannot be read from the package of the handler: add a public getter, or make the field public"
                            + " and not static");
                }
            }
            for (MethodInfo getter : info.methodsInDeclarationOrder()) {
                if (getter.hasDeclaredAnnotation(DotNames.IDEMPOTENCY_KEY) && !getter.isSynthetic()) {
                    addGetter(annotated, type, getter);
                }
            }
            for (MethodInfo constructor : info.constructors()) {
                for (int i = 0; i < constructor.parametersCount() && !constructor.isSynthetic(); i++) {
                    if (constructor.parameters().get(i).hasDeclaredAnnotation(DotNames.IDEMPOTENCY_KEY)) {
                        addProperty(annotated, type, info, constructor.parameterName(i));
                    }
                }
            }
        }
        return annotated;
    }

    private void addGetter(Map<String, KeyStep> annotated, Type type, MethodInfo getter) throws GuardProblem {
        DotName declaring = getter.declaringClass().name();
        String label = property(declaring, getter.name());
        if (!MemberLookup.isGetter(getter)) {
            throw new GuardProblem("@IdempotencyKey on " + label + " is on no getter: it needs a method without parameters that"
                    + " returns a value, named get… or is…, or a component of a record");
        }
        String name = MemberLookup.propertyName(getter);
        add(annotated, type, property(declaring, name), name,
                members.isAccessible(getter) ? members.call(type, getter) : null,
                label + " cannot be read from the package of the handler: make the method and its class public");
    }

    /** Kotlin puts the annotation of a property that is declared in a constructor on the constructor's parameter. */
    private void addProperty(Map<String, KeyStep> annotated, Type type, ClassInfo declaring, @Nullable String name)
            throws GuardProblem {
        if (name == null) {
            throw new GuardProblem("@IdempotencyKey is on a parameter of a constructor of " + declaring.name()
                    + ", whose class file has no parameter names: compile with -parameters (Kotlin: -java-parameters), or"
                    + " annotate the getter (Kotlin: @get:IdempotencyKey)");
        }
        String label = property(declaring.name(), name);
        add(annotated, type, label, name, members.find(type, name, false), "the constructor's parameter " + label
                + " cannot be read: no property of that name is accessible from the package of the handler; add a public getter");
    }

    private void add(Map<String, KeyStep> annotated, Type type, String element, String name, @Nullable KeyStep step,
            String problem) throws GuardProblem {
        if (step == null || !members.isAccessible(types.find(type.name()))) {
            throw new GuardProblem("@IdempotencyKey on " + problem);
        }
        elements.add(element);
        annotated.putIfAbsent(name, step);
    }
}
