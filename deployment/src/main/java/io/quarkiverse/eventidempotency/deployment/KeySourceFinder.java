package io.quarkiverse.eventidempotency.deployment;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.FieldInfo;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.KeyExpression.Literal;
import io.quarkiverse.eventidempotency.deployment.KeyExpression.Path;
import io.quarkiverse.eventidempotency.deployment.TypeIndex.Supertype;

/**
 * Finds the key of a guarded method: its expression or resolver, else what carries {@code @IdempotencyKey}, else the event's
 * own, else
 * that of the message.
 * <p>
 * Annotated parameters outdo annotated members of the parameters' types, since they are nearer to the method.
 */
final class KeySourceFinder {

    private final TypeIndex types;
    private final Function<String, Optional<String>> properties;

    KeySourceFinder(TypeIndex types, Function<String, Optional<String>> properties) {
        this.types = types;
        this.properties = properties;
    }

    /** {@return the source; {@code null} when there is none that is right, and then at least one problem was told} */
    @Nullable
    KeySource find(MethodInfo method, AnnotationInstance idempotent, Consumer<String> problems) {
        PathResolver paths = new PathResolver(types, method);
        AnnotationValue key = idempotent.value("key");
        DotName resolver = KeyResolverFinder.named(idempotent);
        if (key != null && !key.asString().isEmpty()) {
            if (resolver != null) {
                problems.accept("@Idempotent has both key = \"" + key.asString() + "\" and keyResolver = " + resolver
                        + ": leave one out, since the key is made by one of them");
            }
            return expression(key.asString(), method, paths, problems);
        }
        if (resolver != null) {
            return new KeyResolverFinder(types, method, paths).find(resolver, problems);
        }
        try {
            KeySource annotated = annotated(method, paths);
            return annotated != null ? annotated : event(method, paths);
        } catch (GuardProblem e) {
            problems.accept(e.text());
            return null;
        }
    }

    /** {@return the ways to the parameters, and payloads of parameters, that are declared as events} */
    List<List<KeyStep>> events(MethodInfo method) {
        PathResolver paths = new PathResolver(types, method);
        List<List<KeyStep>> events = new ArrayList<>();
        for (int i = 0; i < method.parametersCount(); i++) {
            List<KeyStep> payload = paths.payload(i);
            if (types.isSubtype(payload.get(payload.size() - 1).type().name(), DotNames.IDEMPOTENT_EVENT)) {
                events.add(payload);
            }
        }
        return events;
    }

    private @Nullable KeySource expression(String text, MethodInfo method, PathResolver paths, Consumer<String> problems) {
        List<KeySource.Piece> pieces = new ArrayList<>();
        try {
            KeyExpression expression = KeyExpressionParser.parse("key expression", text, properties);
            boolean failed = false;
            for (KeyExpression.Part part : expression.parts()) {
                if (part instanceof Literal literal) {
                    pieces.add(new KeySource.Text(literal.text()));
                } else if (part instanceof Path path) {
                    try {
                        pieces.add(new KeySource.Value(paths.resolve(expression, path)));
                    } catch (GuardProblem e) {
                        failed = true;
                        problems.accept(e.text());
                    }
                }
            }
            if (failed) {
                return null;
            }
            if (!expression.hasPath() && method.parametersCount() > 0) {
                throw new GuardProblem(
                        "The key expression \"" + text + "\" of @Idempotent names no parameter, so that all events"
                                + " would be one: put a path in braces, such as {" + firstName(method) + "}");
            }
        } catch (GuardProblem e) {
            problems.accept(e.text());
            return null;
        }
        return new KeySource.Expression("key \"" + text + "\"", pieces);
    }

    private static String firstName(MethodInfo method) {
        String name = method.parameterName(0);
        return name == null ? "parameter" : name;
    }

    private @Nullable KeySource annotated(MethodInfo method, PathResolver paths) throws GuardProblem {
        List<KeyPath> found = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < method.parametersCount(); i++) {
            if (method.parameters().get(i).hasDeclaredAnnotation(DotNames.IDEMPOTENCY_KEY)) {
                found.add(finish(paths, List.of(new KeyStep.Argument(i, paths.parameterType(i), false)),
                        "parameter " + label(method, i)));
                names.add(label(method, i));
            }
        }
        for (int i = 0; names.isEmpty() && i < method.parametersCount(); i++) {
            List<KeyStep> payload = paths.payload(i);
            Type type = payload.get(payload.size() - 1).type();
            for (Map.Entry<String, KeyStep> member : annotatedMembers(type, paths).entrySet()) {
                List<KeyStep> steps = new ArrayList<>(payload);
                steps.add(member.getValue());
                found.add(finish(paths, steps, type.name().withoutPackagePrefix() + "." + member.getKey()));
            }
        }
        if (found.isEmpty()) {
            return null;
        }
        if (names.isEmpty()) {
            for (KeyPath path : found) {
                KeyStep.Argument argument = (KeyStep.Argument) path.steps().get(0);
                names.add(label(method, argument.position()) + "." + memberName(path.steps().get(path.steps().size() - 1)));
            }
        }
        return new KeySource.Annotated("@IdempotencyKey on " + String.join(", ", names), found);
    }

    private static KeyPath finish(PathResolver paths, List<KeyStep> steps, String label) throws GuardProblem {
        try {
            return paths.finish(steps);
        } catch (GuardProblem e) {
            throw new GuardProblem("@IdempotencyKey on " + label + " cannot be part of a key: "
                    + TypeIndex.describe(steps.get(steps.size() - 1).type()) + " " + e.text());
        }
    }

    private static String memberName(KeyStep step) {
        return step instanceof KeyStep.Call call ? MemberLookup.propertyName(call.method())
                : step instanceof KeyStep.Read read ? read.field().name() : "";
    }

    /** Superclasses first; in one class its fields, then its getters, each in the order of the source. */
    private Map<String, KeyStep> annotatedMembers(Type type, PathResolver paths) throws GuardProblem {
        Map<String, KeyStep> members = new LinkedHashMap<>();
        if (type.kind() != Type.Kind.CLASS && type.kind() != Type.Kind.PARAMETERIZED_TYPE) {
            return members;
        }
        List<Supertype> hierarchy = new ArrayList<>(types.hierarchy(type));
        Collections.reverse(hierarchy);
        for (Supertype supertype : hierarchy) {
            ClassInfo info = supertype.info();
            for (FieldInfo field : info.fieldsInDeclarationOrder()) {
                if (field.hasDeclaredAnnotation(DotNames.IDEMPOTENCY_KEY) && !members.containsKey(field.name())) {
                    members.put(field.name(), field(type, field, paths));
                }
            }
            for (MethodInfo method : info.methodsInDeclarationOrder()) {
                if (method.hasDeclaredAnnotation(DotNames.IDEMPOTENCY_KEY) && !method.isSynthetic()) {
                    KeyStep getter = getter(type, method, paths);
                    members.putIfAbsent(MemberLookup.propertyName(method), getter);
                }
            }
        }
        return members;
    }

    private static KeyStep field(Type type, FieldInfo field, PathResolver paths) throws GuardProblem {
        KeyStep step = Modifier.isStatic(field.flags()) ? null : paths.members().find(type, field.name(), false);
        if (step == null || !isAccessible(step, paths)) {
            throw new GuardProblem("@IdempotencyKey on " + field.declaringClass().name() + "." + field.name()
                    + " cannot be read from the package of the handler: add a public getter, or make the field public and not"
                    + " static");
        }
        return step;
    }

    private static KeyStep getter(Type type, MethodInfo method, PathResolver paths) throws GuardProblem {
        if (!MemberLookup.isGetter(method)) {
            throw new GuardProblem("@IdempotencyKey on " + method.declaringClass().name() + "." + method.name()
                    + " is on no getter: it needs a method without parameters that returns a value, named get… or is…, or a"
                    + " component of a record");
        }
        KeyStep step = paths.members().call(type, method);
        if (!paths.members().isAccessible(method) || !isAccessible(step, paths)) {
            throw new GuardProblem("@IdempotencyKey on " + method.declaringClass().name() + "." + method.name()
                    + " cannot be read from the package of the handler: make the method and its class public");
        }
        return step;
    }

    private static boolean isAccessible(KeyStep step, PathResolver paths) {
        return step instanceof KeyStep.Call call ? paths.members().isAccessible(call.receiver())
                : step instanceof KeyStep.Read read && paths.members().isAccessible(read.receiver());
    }

    private KeySource event(MethodInfo method, PathResolver paths) throws GuardProblem {
        List<List<KeyStep>> events = events(method);
        if (events.size() > 1) {
            throw new GuardProblem("@Idempotent cannot tell which of several IdempotentEvent parameters names the event: set"
                    + " key = \"…\", or annotate a parameter with @IdempotencyKey");
        }
        if (events.isEmpty() && !MessageConsumers.incoming(method).isEmpty()) {
            return new KeySource.OwnIdentity("the message's own identity");
        }
        if (events.isEmpty()) {
            throw new GuardProblem(
                    "@Idempotent needs a key: annotate a parameter, or a member of its type, with @IdempotencyKey,"
                            + " set key = \"…\", or take an IdempotentEvent");
        }
        List<KeyStep> steps = events.get(0);
        return new KeySource.Event("IdempotentEvent " + label(method, ((KeyStep.Argument) steps.get(0)).position()), steps);
    }

    /** {@return a parameter as errors name it} */
    static String label(MethodInfo method, int position) {
        String name = method.parameterName(position);
        return name == null ? "#" + (position + 1) : name;
    }
}
