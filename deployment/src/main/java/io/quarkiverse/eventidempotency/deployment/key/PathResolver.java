package io.quarkiverse.eventidempotency.deployment.key;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.key.KeyExpression.Part;
import io.quarkiverse.eventidempotency.deployment.key.KeyExpression.Segment;
import io.quarkiverse.eventidempotency.deployment.types.Channels;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.GuardProblem;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.runtime.config.NearestName;

/**
 * Checks paths against the parameters of one method.
 *
 * @param batch the parameter that its elements stand for, one after the other; {@code null} when there is none
 */
record PathResolver(TypeIndex types, MethodInfo method, MemberLookup members, @Nullable BatchParameter batch) {

    private static final List<String> MESSAGE = List.of("header:…", "kafka.key", "mqtt.topic", "cloudEvent.id",
            KeyStep.Attribute.MESSAGE_ID);

    PathResolver(TypeIndex types, MethodInfo method, @Nullable BatchParameter batch) {
        this(types, method, new MemberLookup(types, method.declaringClass()), batch);
    }

    /** {@return the value that a path leads to, as a part of a key} */
    KeySource.Value value(KeyExpression expression, Part part) throws GuardProblem {
        KeyPath path = path(expression, part);
        KeyPartKind kind = KeyPartKind.of(path.type(), types);
        if (kind == null) {
            throw expression.problem(part.segments().get(part.segments().size() - 1), "leads to "
                    + TypeIndex.describe(path.type()) + ", which " + KeyPartKind.refusal(path.type(), types));
        }
        return new KeySource.Value(path, kind, false);
    }

    /** {@return the path to a value of any type} */
    KeyPath path(KeyExpression expression, Part part) throws GuardProblem {
        List<Segment> segments = part.segments();
        int position = parameterNames().indexOf(segments.get(0).name());
        KeyStep.Attribute attribute = position < 0 ? attribute(segments) : null;
        if (attribute != null) {
            for (Segment segment : segments) {
                checkElements(expression, segment);
            }
            if (!Channels.isConsumer(method)) {
                throw expression.problem(segments.get(0), "is something of a message, and the method is not called"
                        + " with messages: it is no @Incoming method");
            }
            return new KeyPath(List.of(attribute));
        }
        List<KeyStep> steps = new ArrayList<>();
        if (batch != null && position == batch.position()) {
            steps.add(new ElementPath(expression, segments, batch).step());
            segments = segments.subList(batch.depth(), segments.size());
        }
        for (Segment segment : segments) {
            checkElements(expression, segment);
            try {
                steps.add(steps.isEmpty() ? argument(position, segment) : member(steps.get(steps.size() - 1).type(), segment));
            } catch (GuardProblem e) {
                throw expression.problem(segment, e.text());
            }
        }
        return new KeyPath(steps);
    }

    private void checkElements(KeyExpression expression, Segment segment) throws GuardProblem {
        if (segment.elements()) {
            throw expression.problem(segment, "is followed by [], which stands for each element of a batch: "
                    + (batch == null ? noBatch(segment)
                            : "the batch is " + batch.name() + "; remove [] here, or make the key with keyResolver = …"));
        }
    }

    private String noBatch(Segment segment) {
        List<Integer> lists = BatchParameter.lists(method);
        if (lists.size() > 1) {
            return "the method takes several Lists, and duplicates could be left out of one of them only; put what belongs"
                    + " together in the elements of one List";
        }
        return lists.stream().anyMatch(list -> segment.name().equals(method.parameterName(list)))
                ? "the key names no element; write {" + segment.name() + "[]…} in key = \"…\" too"
                : "only a List parameter is a batch; take a List, or remove []";
    }

    private List<@Nullable String> parameterNames() {
        return IntStream.range(0, method.parametersCount()).<@Nullable String> mapToObj(method::parameterName).toList();
    }

    /** {@return what of the message a path names; {@code null} when it begins with nothing known} */
    private KeyStep.@Nullable Attribute attribute(List<Segment> segments) {
        Segment last = segments.get(segments.size() - 1);
        String name = segments.stream().map(Segment::name).collect(Collectors.joining("."));
        if (name.startsWith(KeyExpression.HEADER)) {
            return new KeyStep.Attribute(name, "header", name.substring(KeyExpression.HEADER.length()), last.optional());
        }
        return switch (name) {
            case "kafka.key" -> new KeyStep.Attribute(name, "kafkaKey", null, last.optional());
            case "mqtt.topic" -> new KeyStep.Attribute(name, "mqttTopic", null, last.optional());
            case KeyStep.Attribute.MESSAGE_ID -> new KeyStep.Attribute(name, name, null, last.optional());
            case "cloudEvent.id", "cloudEvent.source", "cloudEvent.type", "cloudEvent.subject" ->
                new KeyStep.Attribute(name, "cloudEvent", last.name(), last.optional());
            default -> null;
        };
    }

    KeyPath argument(int position) {
        return new KeyPath(List.of(argument(position, false)));
    }

    private KeyStep argument(int position, boolean optional) {
        if (batch != null && position == batch.position()) {
            return batch.step(optional);
        }
        return new KeyStep.Argument(position, KeySourceFinder.label(method, position),
                types.substitute(method.parameterType(position), Map.of()), optional);
    }

    private KeyStep argument(int position, Segment segment) throws GuardProblem {
        if (position >= 0) {
            return argument(position, segment.optional());
        }
        List<String> names = new ArrayList<>(parameterNames());
        if (names.contains(null)) {
            throw new GuardProblem("names a parameter, but the class file has no parameter names: compile with -parameters");
        }
        boolean consumer = Channels.isConsumer(method);
        if (consumer) {
            names.addAll(MESSAGE);
        }
        throw new GuardProblem("names no parameter of the method" + (consumer ? ", nor something of its message. " : ". ")
                + hint(segment.name(), names));
    }

    /** {@return the path to the payload: a parameter, or the content of the message, of the record, or of the record in one} */
    KeyPath payload(int position) {
        KeyPath path = argument(position);
        for (KeyStep content = content(path.type()); content != null; content = content(path.type())) {
            path = path.to(content);
        }
        return path;
    }

    Stream<KeyPath> payloads() {
        return IntStream.range(0, method.parametersCount()).mapToObj(this::payload);
    }

    /** {@return a path that a key could begin with} */
    String example() {
        String first = method.parameterName(0);
        return batch != null ? batch.name() + ".id" : first == null ? "parameter" : first;
    }

    private @Nullable KeyStep content(Type type) {
        String member = type.kind() == Type.Kind.PARAMETERIZED_TYPE ? contentOf(type.name()) : null;
        return member == null ? null : members.find(type, member, false);
    }

    /** {@return whether a path ends at what a payload arrives in} */
    boolean isEnvelope(KeyPath path) {
        return path.steps().size() == 1 && !path.readsMessage() && contentOf(path.type().name()) != null;
    }

    private @Nullable String contentOf(DotName name) {
        if (name.equals(DotNames.CONSUMER_RECORD) || name.equals(DotNames.RECORD)) {
            return "value";
        }
        return types.isSubtype(name, DotNames.MESSAGE) ? "payload" : null;
    }

    private KeyStep member(Type receiver, Segment segment) throws GuardProblem {
        DotName name = receiver.name();
        if (receiver.kind() == Type.Kind.PRIMITIVE || receiver.kind() == Type.Kind.ARRAY || name.equals(DotName.OBJECT_NAME)
                || DotNames.OPTIONALS.contains(name) || types.isSubtypeOfAny(name, DotNames.JSON_TREES)) {
            throw new GuardProblem("is looked for on " + TypeIndex.describe(receiver) + ", which "
                    + (KeyPartKind.of(receiver, types) != null ? "has no members" : KeyPartKind.refusal(receiver, types)));
        }
        ClassInfo info = types.find(name);
        if (info == null) {
            throw new GuardProblem("is looked for on " + name + ", whose class is neither in the application nor in"
                    + " its dependencies");
        }
        if (types.isSubtype(name, DotNames.MAP)) {
            return entry(receiver, segment);
        }
        KeyStep found = members.find(receiver, segment.name(), segment.optional());
        if (found == null) {
            throw new GuardProblem("is no component, getter or public field of " + TypeIndex.describe(receiver) + ". "
                    + hint(receiver, segment.name()));
        }
        if (!members.isAccessible(info)) {
            throw new GuardProblem("is a member of " + name + ", which is not accessible from the package of the"
                    + " handler: make the class public");
        }
        return found;
    }

    private KeyStep entry(Type receiver, Segment segment) throws GuardProblem {
        Map<String, Type> bindings = Objects.requireNonNull(types.supertype(receiver, DotNames.MAP)).bindings();
        // Map's own variables, by the names that the JDK gives them.
        if (!bindings.getOrDefault("K", receiver).name().equals(DotName.STRING_NAME)) {
            throw new GuardProblem("is looked for in a map whose keys are not known to be Strings: "
                    + TypeIndex.describe(receiver) + "; declare a Map<String, …>");
        }
        return new KeyStep.Entry(segment.name(), bindings.getOrDefault("V", receiver), segment.optional());
    }

    private String hint(Type receiver, String name) {
        Set<String> names = members.names(receiver);
        if (!DotNames.isPlatform(receiver.name())) {
            return members.isHidden(receiver, name)
                    ? "It is there, but not accessible from the package of the handler: add a public getter"
                    : hint(name, names);
        }
        if (NearestName.among(names, name).isEmpty()) {
            if (types.isSubtypeOfAny(receiver.name(), DotNames.COLLECTIONS)) {
                return "It is a collection, and no element of it names an event: go on from another member, or make the key"
                        + " with keyResolver = …";
            }
            if (KeyPartKind.of(receiver, types) != null) {
                return "It is a part of a key itself: end the path before it";
            }
        }
        return hint(name, names);
    }

    /** {@return a sentence: the nearest of the names, else all of them} */
    private static String hint(String wanted, Collection<String> names) {
        if (names.isEmpty()) {
            return "It has none that can be read";
        }
        return NearestName.among(names, wanted).map(nearest -> "Did you mean \"" + nearest + "\"?")
                .orElseGet(() -> "There is: " + String.join(", ", new TreeSet<>(names)));
    }
}
