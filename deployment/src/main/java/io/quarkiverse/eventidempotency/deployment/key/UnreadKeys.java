package io.quarkiverse.eventidempotency.deployment.key;

import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.ClassType;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.MethodNames;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex.Supertype;

/** Finds each {@code @IdempotencyKey} that no guarded method reads: it has no effect, which its author does not expect. */
public final class UnreadKeys {

    private static final String UNREAD = "@IdempotencyKey on ";

    /** A guarded method, the batch that it takes, and the source of its key, {@code null} where it has errors. */
    public record Reader(MethodInfo method, @Nullable BatchParameter batch, @Nullable KeySource key) {
    }

    private final TypeIndex types;
    private final List<Reader> guarded;
    private final Set<String> read = new HashSet<>();
    private final Map<String, String> problems = new TreeMap<>();

    public UnreadKeys(TypeIndex types, List<Reader> guarded) {
        this.types = types;
        this.guarded = guarded;
        for (Reader reader : guarded) {
            if (reader.key() instanceof KeySource.Annotated annotated) {
                read.addAll(annotated.elements());
            }
        }
    }

    /** {@return the guarded methods that take a class, or a subclass of it, as a parameter or a payload} */
    private List<Reader> takers(ClassInfo type) {
        return guarded.stream().filter(reader -> payloads(reader).stream()
                .anyMatch(payload -> types.isSubtype(payload.type().name(), type.name()))).toList();
    }

    /** {@return the ways to the payloads of a method that have members} */
    private List<KeyPath> payloads(Reader reader) {
        return new PathResolver(types, reader.method(), reader.batch()).payloads()
                .filter(payload -> payload.type().kind() == Type.Kind.CLASS
                        || payload.type().kind() == Type.Kind.PARAMETERIZED_TYPE)
                .toList();
    }

    /**
     * {@return what is wrong, for each annotation of keys without effect} An annotation in a dependency of the application may
     * be meant for other applications: it counts only where a consumer takes it and has no key but its messages' identity.
     */
    public List<String> problems(IndexView application) {
        Map<DotName, ClassInfo> taken = new TreeMap<>();
        guarded.stream().filter(reader -> reader.key() instanceof KeySource.OwnIdentity)
                .forEach(reader -> payloads(reader).forEach(payload -> reach(payload.type(), taken)));
        Stream.concat(application.getAnnotations(DotNames.IDEMPOTENCY_KEY).stream(),
                taken.values().stream().flatMap(type -> type.annotations(DotNames.IDEMPOTENCY_KEY).stream()))
                .forEach(annotation -> check(annotation.target()));
        Stream<String> partsWithoutEffect = application.getAnnotations(DotNames.IDEMPOTENCY_KEY_PART).stream()
                .map(part -> part.target().asClass()).filter(ClassInfo::isEnum)
                .map(type -> "@IdempotencyKeyPart on " + type.name() + " has no effect, since it is an enum: its"
                        + " constants are parts of keys by their names; remove the annotation")
                .sorted();
        return Stream.concat(problems.values().stream(), partsWithoutEffect).toList();
    }

    private void check(AnnotationTarget target) {
        switch (target.kind()) {
            case METHOD_PARAMETER -> {
                MethodInfo method = target.asMethodParameter().method();
                int position = target.asMethodParameter().position();
                if (method.isConstructor() || isCopy(method)) {
                    member(method.declaringClass(), KeySourceFinder.label(method, position));
                } else if (!method.isSynthetic()) {
                    parameter(method, position);
                }
            }
            case FIELD -> member(target.asField().declaringClass(), target.asField().name());
            case RECORD_COMPONENT ->
                member(target.asRecordComponent().declaringClass(), target.asRecordComponent().name());
            case METHOD -> method(target.asMethod());
            default -> {
            }
        }
    }

    /** The compiler of Kotlin repeats the annotations of a data class's constructor on its {@code copy}. */
    private static boolean isCopy(MethodInfo method) {
        return method.name().equals("copy") && method.declaringClass().hasDeclaredAnnotation(DotNames.KOTLIN_METADATA)
                && method.returnType().name().equals(method.declaringClass().name());
    }

    private void parameter(MethodInfo method, int position) {
        Reader reader = guarded.stream().filter(r -> MethodNames.id(r.method()).equals(MethodNames.id(method))).findFirst()
                .orElse(null);
        KeySource key = reader == null ? null : reader.key();
        String id = AnnotatedKeyFinder.parameter(method, position);
        if (!read.contains(id) && (reader == null || key != null)) {
            problems.put(id, UNREAD + "parameter " + KeySourceFinder.label(method, position) + " has no effect, since "
                    + (key != null ? "the key comes from " + key.description() + ": remove one of the two"
                            : "its method is not annotated with @Idempotent: annotate the method that is, whose parameters"
                                    + " inherit nothing, or a field or getter of what it takes; or remove it")
                    + " [method: " + MethodNames.shown(method) + "]");
        }
    }

    private void method(MethodInfo method) {
        if (method.isSynthetic()) {
            return;
        }
        if (MemberLookup.isGetter(method)) {
            member(method.declaringClass(), MemberLookup.propertyName(method));
        } else if (!takenByFaulty(method.declaringClass())) {
            problems.put(MethodNames.id(method), UNREAD + "a method has no effect where the method is no getter: put it on a"
                    + " getter, a field or a record component [method: " + MethodNames.shown(method) + "]");
        }
    }

    private void member(ClassInfo declaring, String name) {
        // An annotated member of a supertype is read by a call that reaches the members which override it.
        boolean isRead = types.hierarchy(ClassType.create(declaring.name())).stream()
                .anyMatch(s -> read.contains(AnnotatedKeyFinder.property(s.info().name(), name)));
        if (!isRead && !takenByFaulty(declaring)) {
            String id = AnnotatedKeyFinder.property(declaring.name(), name);
            problems.put(id, UNREAD + id + " has no effect, since " + reason(declaring, name));
        }
    }

    /** Where a method has errors of its own, its key is not known. */
    private boolean takenByFaulty(ClassInfo declaring) {
        return takers(declaring).stream().anyMatch(method -> method.key() == null);
    }

    private String reason(ClassInfo declaring, String name) {
        List<Reader> methods = takers(declaring);
        if (!methods.isEmpty()) {
            return methods.stream().map(m -> MethodNames.shown(m.method()) + " takes its key from "
                    + Objects.requireNonNull(m.key()).description()).sorted()
                    .collect(Collectors.joining(", and ")) + ": remove the annotation, or that key";
        }
        for (Supertype supertype : types.hierarchy(ClassType.create(declaring.name()))) {
            DotName general = supertype.info().name();
            for (Reader item : guarded) {
                if (payloads(item).stream().anyMatch(payload -> payload.type().name().equals(general))) {
                    return MethodNames.shown(item.method()) + " takes " + general
                            + ", and reads no annotations of its subtypes:"
                            + " annotate a getter of " + general + " that returns " + name + ", or remove the annotation";
                }
            }
        }
        return "no guarded method takes " + declaring.name() + " as a parameter or payload: " + nested(declaring, name);
    }

    /** {@return what to do with a member of a class that no method takes: name it, where a payload has such a member} */
    private String nested(ClassInfo declaring, String name) {
        for (Reader item : guarded) {
            MemberLookup members = new MemberLookup(types, item.method().declaringClass());
            for (KeyPath payload : payloads(item)) {
                for (String member : members.names(payload.type())) {
                    KeyStep step = members.find(payload.type(), member, false);
                    if (step != null && step.type().name().equals(declaring.name())) {
                        return "set key = \"{" + payload.text() + "." + member + "." + name + "}\" on "
                                + MethodNames.shown(item.method()) + ", or remove the annotation";
                    }
                }
            }
        }
        return "take it, or remove the annotation";
    }

    /** Adds the indexed classes that a payload leads to. */
    private void reach(Type type, Map<DotName, ClassInfo> reached) {
        if (type.kind() == Type.Kind.ARRAY) {
            reach(type.asArrayType().constituent(), reached);
        } else if (type.kind() == Type.Kind.PARAMETERIZED_TYPE) {
            type.asParameterizedType().arguments().forEach(argument -> reach(argument, reached));
        }
        if (!types.isIndexed(type.name()) || reached.containsKey(type.name())) {
            return;
        }
        for (Supertype supertype : types.hierarchy(type)) {
            ClassInfo info = supertype.info();
            if (types.isIndexed(info.name())) {
                reached.put(info.name(), info);
            }
            info.fields().stream().filter(field -> !Modifier.isStatic(field.flags()))
                    .forEach(field -> reach(types.substitute(field.type(), supertype.bindings()), reached));
            info.methods().stream().filter(MemberLookup::isGetter)
                    .forEach(getter -> reach(types.substitute(getter.returnType(), supertype.bindings()), reached));
        }
    }
}
