package io.quarkiverse.eventidempotency.deployment.key;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.key.KeyExpression.Path;
import io.quarkiverse.eventidempotency.deployment.key.KeyExpression.Segment;
import io.quarkiverse.eventidempotency.deployment.types.Channels;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.GuardProblem;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.runtime.config.NearestName;

/** Checks paths against the parameters of one method. */
final class PathResolver {

    private static final List<String> MESSAGE = List.of("header:…", "kafka.key", "cloudEvent.id",
            KeyStep.Attribute.MESSAGE_ID);

    private final TypeIndex types;
    private final MemberLookup members;
    private final MethodInfo method;

    PathResolver(TypeIndex types, MethodInfo method) {
        this.types = types;
        this.members = new MemberLookup(types, MemberLookup.packageOf(method.declaringClass()));
        this.method = method;
    }

    /** {@return the type of a parameter, type variables replaced by their bounds} */
    Type parameterType(int position) {
        return types.substitute(method.parameterType(position), Map.of());
    }

    /** {@return the way to a part of a key} */
    KeyPath resolve(KeyExpression expression, Path path) throws GuardProblem {
        List<KeyStep> steps = steps(expression, path);
        try {
            return finish(steps);
        } catch (GuardProblem e) {
            throw problem(expression, path.segments().get(path.segments().size() - 1), "leads to "
                    + TypeIndex.describe(steps.get(steps.size() - 1).type()) + ", which " + e.text());
        }
    }

    /** {@return the way to a value of any type} */
    List<KeyStep> steps(KeyExpression expression, Path path) throws GuardProblem {
        KeyStep.Attribute attribute = attribute(path);
        if (attribute != null) {
            if (!Channels.isConsumer(method)) {
                throw problem(expression, path.segments().get(0), "is something of a message, and the method is not called"
                        + " with messages: it is no @Incoming method");
            }
            return List.of(attribute);
        }
        List<KeyStep> steps = new ArrayList<>();
        steps.add(argument(expression, path.segments().get(0)));
        for (Segment segment : path.segments().subList(1, path.segments().size())) {
            steps.add(member(expression, steps.get(steps.size() - 1).type(), segment));
        }
        return steps;
    }

    /** {@return what of the message a path names; {@code null} when it begins with a parameter, or with nothing known} */
    private KeyStep.@Nullable Attribute attribute(Path path) {
        Segment first = path.segments().get(0);
        Segment last = path.segments().get(path.segments().size() - 1);
        for (int i = 0; i < method.parametersCount(); i++) {
            if (first.name().equals(method.parameterName(i))) {
                return null;
            }
        }
        String name = path.segments().stream().map(Segment::name).collect(Collectors.joining("."));
        if (name.startsWith(KeyExpressionParser.HEADER)) {
            return new KeyStep.Attribute(name, "header", name.substring(KeyExpressionParser.HEADER.length()), last.optional());
        }
        return switch (name) {
            case "kafka.key" -> new KeyStep.Attribute(name, "kafkaKey", null, last.optional());
            case KeyStep.Attribute.MESSAGE_ID -> new KeyStep.Attribute(name, name, null, last.optional());
            case "cloudEvent.id", "cloudEvent.source", "cloudEvent.type", "cloudEvent.subject" ->
                new KeyStep.Attribute(name, "cloudEvent", last.name(), last.optional());
            default -> null;
        };
    }

    /** {@return the way to a parameter} */
    KeyStep.Argument argument(int position) {
        return new KeyStep.Argument(position, KeySourceFinder.label(method, position), parameterType(position), false);
    }

    /** {@return the way to the payload: a parameter, or the content of the message, of the record, or of the record in one} */
    List<KeyStep> payload(int position) {
        List<KeyStep> steps = new ArrayList<>();
        for (KeyStep step = argument(position); step != null; step = content(step.type())) {
            steps.add(step);
        }
        return steps;
    }

    private @Nullable KeyStep content(Type type) {
        String member = type.kind() == Type.Kind.PARAMETERIZED_TYPE ? contentOf(type.name()) : null;
        return member == null ? null : members.find(type, member, false);
    }

    /** {@return whether a parameter is what a payload arrives in} */
    boolean isEnvelope(int position) {
        return contentOf(parameterType(position).name()) != null;
    }

    private @Nullable String contentOf(DotName name) {
        if (name.equals(DotNames.CONSUMER_RECORD) || name.equals(DotNames.RECORD)) {
            return "value";
        }
        return types.isSubtype(name, DotNames.MESSAGE) ? "payload" : null;
    }

    /**
     * A path whose steps are known.
     *
     * @throws GuardProblem when the last step's type is no key part; the message is a sentence without its beginning
     */
    KeyPath finish(List<KeyStep> steps) throws GuardProblem {
        return new KeyPath(steps, KeyPartKind.of(steps.get(steps.size() - 1).type(), types));
    }

    MemberLookup members() {
        return members;
    }

    private KeyStep argument(KeyExpression expression, Segment segment) throws GuardProblem {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < method.parametersCount(); i++) {
            String name = method.parameterName(i);
            if (name == null) {
                throw problem(expression, segment, "names a parameter, but the class file has no parameter names: compile with"
                        + " -parameters");
            }
            if (name.equals(segment.name())) {
                return new KeyStep.Argument(i, name, parameterType(i), segment.optional());
            }
            names.add(name);
        }
        boolean consumer = Channels.isConsumer(method);
        if (consumer) {
            names.addAll(MESSAGE);
        }
        throw problem(expression, segment, "names no parameter of the method" + (consumer ? ", nor something of its message. "
                : ". ") + NameHint.of(segment.name(), names));
    }

    private KeyStep member(KeyExpression expression, Type receiver, Segment segment) throws GuardProblem {
        refuseClosed(expression, receiver, segment);
        DotName name = receiver.name();
        ClassInfo info = types.find(name);
        if (info == null) {
            throw problem(expression, segment, "is looked for on " + name + ", whose class is neither in the application nor in"
                    + " its dependencies");
        }
        if (types.isSubtype(name, DotNames.MAP)) {
            return entry(expression, receiver, segment);
        }
        KeyStep found = members.find(receiver, segment.name(), segment.optional());
        if (found == null) {
            String hint = members.isHidden(receiver, segment.name()) && !DotNames.isPlatform(name)
                    ? "It is there, but not accessible from the package of the handler: add a public getter"
                    : hint(receiver, segment.name());
            throw problem(expression, segment, "is no component, getter or public field of " + TypeIndex.describe(receiver)
                    + ". " + hint);
        }
        if (!members.isAccessible(info)) {
            throw problem(expression, segment, "is a member of " + name + ", which is not accessible from the package of the"
                    + " handler: make the class public");
        }
        return found;
    }

    private String hint(Type receiver, String name) {
        Set<String> names = members.names(receiver);
        if (!DotNames.isPlatform(receiver.name()) || NearestName.among(names, name).isPresent()) {
            return NameHint.of(name, names);
        }
        if (types.isSubtypeOfAny(receiver.name(), DotNames.COLLECTIONS)) {
            return "It is a collection, and no element of it names an event: go on from another member, or make the key with"
                    + " keyResolver = …";
        }
        return isKeyPart(receiver) ? "It is a part of a key itself: end the path before it" : NameHint.of(name, names);
    }

    private boolean isKeyPart(Type type) {
        try {
            KeyPartKind.of(type, types);
            return true;
        } catch (GuardProblem e) {
            return false;
        }
    }

    private void refuseClosed(KeyExpression expression, Type receiver, Segment segment) throws GuardProblem {
        DotName name = receiver.name();
        boolean closed = receiver.kind() == Type.Kind.PRIMITIVE || receiver.kind() == Type.Kind.ARRAY
                || name.equals(DotNames.OBJECT) || DotNames.OPTIONALS.contains(name)
                || types.isSubtypeOfAny(name, DotNames.JSON_TREES);
        if (!closed) {
            return;
        }
        String reason = "has no members";
        try {
            KeyPartKind.of(receiver, types);
        } catch (GuardProblem e) {
            reason = e.text();
        }
        throw problem(expression, segment, "is looked for on " + TypeIndex.describe(receiver) + ", which " + reason);
    }

    private KeyStep entry(KeyExpression expression, Type receiver, Segment segment) throws GuardProblem {
        Map<String, Type> bindings = types.hierarchy(receiver).stream()
                .filter(s -> s.info().name().equals(DotNames.MAP)).findFirst().orElseThrow().bindings();
        // Map's own variables, by the names that the JDK gives them.
        Type key = bindings.getOrDefault("K", receiver);
        Type value = bindings.getOrDefault("V", receiver);
        if (!key.name().equals(DotNames.STRING)) {
            throw problem(expression, segment, "is looked for in a map whose keys are not known to be Strings: "
                    + TypeIndex.describe(receiver) + "; declare a Map<String, …>");
        }
        return new KeyStep.Entry(segment.name(), value, segment.optional());
    }

    private static GuardProblem problem(KeyExpression expression, Segment segment, String text) {
        return new GuardProblem("The " + expression.what() + " \"" + expression.text() + "\" of @Idempotent does not fit: \""
                + segment.name() + "\" (position " + segment.position() + ") " + text);
    }
}
