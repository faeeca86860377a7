package io.quarkiverse.eventidempotency.deployment.key;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.ClassType;
import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.PrimitiveType;
import org.jboss.jandex.Type;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.deployment.types.Channels;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.GuardProblem;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex.Supertype;

/**
 * Finds the key of a guarded method: its expression or resolver, else what carries {@code @IdempotencyKey}, else the event's
 * own, else that of the message. Finds the values of its fingerprint too.
 */
public record KeySourceFinder(TypeIndex types, Function<String, Optional<String>> properties) {

    /** {@return the source; {@code null} when there is none that is right, and then at least one problem was told} */
    public @Nullable KeySource find(MethodInfo method, @Nullable BatchParameter batch, AnnotationInstance idempotent,
            Consumer<String> problems) {
        PathResolver paths = new PathResolver(types, method, batch);
        String key = expression(idempotent);
        DotName resolver = resolver(idempotent);
        try {
            if (key != null && resolver != null) {
                problems.accept("@Idempotent has both key = \"" + key + "\" and keyResolver = " + resolver
                        + ": leave one out, since the key is made by one of them");
            }
            KeySource source = key == null ? declared(resolver, paths) : expression(key, paths, problems);
            if (batch != null && source != null && source.paths().stream().noneMatch(batch::isNamedBy)) {
                throw new GuardProblem("@Idempotent takes the key from " + source.description() + ", which is the same for all"
                        + " elements of a batch, so that all of them would be one event: add a part of each element, as in"
                        + " key = \"{" + batch.name() + ".id}\"");
            }
            return source;
        } catch (GuardProblem e) {
            problems.accept(e.text());
            return null;
        }
    }

    /** {@return the key as it is written; {@code null} when it is not} */
    static @Nullable String expression(AnnotationInstance idempotent) {
        AnnotationValue key = idempotent.value("key");
        return key == null || key.asString().isEmpty() ? null : key.asString();
    }

    /** {@return the resolver; {@code null} when none is written} */
    static @Nullable DotName resolver(AnnotationInstance idempotent) {
        AnnotationValue written = idempotent.value("keyResolver");
        return written == null || written.asClass().name().equals(DotNames.NO_KEY_RESOLVER) ? null
                : written.asClass().name();
    }

    /** {@return the source of a method that has no expression} */
    KeySource declared(@Nullable DotName resolver, PathResolver paths) throws GuardProblem {
        if (resolver != null) {
            return resolved(resolver, paths);
        }
        KeySource annotated = new AnnotatedKeyFinder(types, paths).find();
        return annotated != null ? annotated : event(paths);
    }

    /** {@return the type that a consumer takes as its first parameter, without the message or the record around it} */
    public Type payload(MethodInfo consumer, @Nullable BatchParameter batch) {
        return new PathResolver(types, consumer, batch).payload(0).type();
    }

    /** {@return the paths to the parameters, and payloads of parameters, that are declared as events} */
    public List<KeyPath> events(MethodInfo method, @Nullable BatchParameter batch) {
        return events(new PathResolver(types, method, batch));
    }

    private List<KeyPath> events(PathResolver paths) {
        return paths.payloads().filter(payload -> types.isSubtype(payload.type().name(), DotNames.IDEMPOTENT_EVENT)).toList();
    }

    private @Nullable KeySource expression(String text, PathResolver paths, Consumer<String> problems) throws GuardProblem {
        MethodInfo method = paths.method();
        KeyExpression expression = new KeyExpression("key expression", text, properties);
        List<KeySource.Part> parts = expression.convert(
                part -> part.isPath() ? paths.value(expression, part) : new KeySource.Text(part.text()), problems);
        if (parts != null && expression.parts().stream().noneMatch(KeyExpression.Part::isPath)
                && method.parametersCount() > 0) {
            throw new GuardProblem(expression + " names no parameter, so that all events would be one: put a path in braces,"
                    + " such as {" + paths.example() + "}");
        }
        return parts == null ? null : new KeySource.Expression("key \"" + text + "\"", parts);
    }

    /** Of the one parameter, or payload, that has the type which the resolver takes. */
    private KeySource resolved(DotName resolver, PathResolver paths) throws GuardProblem {
        Supertype declared = types.supertype(ClassType.create(resolver), DotNames.KEY_RESOLVER);
        Type wanted = declared == null ? ClassType.OBJECT_TYPE
                : declared.bindings().getOrDefault("T", ClassType.OBJECT_TYPE);
        List<KeyPath> fitting = paths.payloads().map(payload -> argument(payload.steps(), wanted)).flatMap(Optional::stream)
                .filter(argument -> paths.batch() == null || paths.batch().isNamedBy(argument)).toList();
        if (fitting.size() == 1) {
            return new KeySource.Resolved("keyResolver " + resolver, resolver, fitting.get(0));
        }
        String asked = "keyResolver = " + resolver + " of @Idempotent takes a " + TypeIndex.describe(wanted);
        if (paths.batch() != null) {
            throw new GuardProblem(
                    asked + ", but is called for each element " + paths.batch().name() + ": name a resolver of "
                            + TypeIndex.describe(paths.batch().element()) + ", or of its payload");
        }
        throw new GuardProblem(fitting.isEmpty()
                ? asked + ", which no parameter is, nor the payload of one: take one, or name a resolver of a type that is there"
                : asked + ", which several parameters are (" + fitting.stream()
                        .map(argument -> argument.steps().get(0).name()).collect(Collectors.joining(", "))
                        + "): let it take a type that only one of them is");
    }

    /** The payload first: a resolver of any object is not meant to be asked with a message. */
    private Optional<KeyPath> argument(List<KeyStep> payload, Type wanted) {
        return IntStream.iterate(payload.size(), length -> length > 0, length -> length - 1)
                .filter(length -> fits(wanted, payload.get(length - 1).type()))
                .mapToObj(length -> new KeyPath(payload.subList(0, length))).findFirst();
    }

    private boolean fits(Type wanted, Type given) {
        if (given.kind() == Type.Kind.PRIMITIVE) {
            return fits(wanted, PrimitiveType.box(given.asPrimitiveType()));
        }
        if (wanted.name().equals(DotName.OBJECT_NAME)) {
            return true;
        }
        if (wanted.kind() == Type.Kind.ARRAY || given.kind() == Type.Kind.ARRAY) {
            return TypeIndex.describe(wanted).equals(TypeIndex.describe(given));
        }
        Supertype supertype = types.supertype(given, wanted.name());
        if (supertype == null || wanted.kind() != Type.Kind.PARAMETERIZED_TYPE) {
            return supertype != null;
        }
        // As far as the arguments are known: a raw type has the bounds of its variables.
        return types.hierarchy(wanted).get(0).bindings().entrySet().stream().allMatch(wish -> {
            Type argument = supertype.bindings().get(wish.getKey());
            return argument == null || argument.name().equals(DotName.OBJECT_NAME) || fits(wish.getValue(), argument);
        });
    }

    private KeySource event(PathResolver paths) throws GuardProblem {
        List<KeyPath> events = events(paths);
        if (events.size() > 1) {
            throw new GuardProblem("@Idempotent cannot tell which of several IdempotentEvent parameters names the event: set"
                    + " key = \"…\", or annotate a parameter with @IdempotencyKey");
        }
        if (!events.isEmpty()) {
            return new KeySource.Event("IdempotentEvent " + events.get(0).steps().get(0).name(), events.get(0));
        }
        if (Channels.isConsumer(paths.method())) {
            return new KeySource.OwnIdentity();
        }
        throw new GuardProblem("@Idempotent needs a key: annotate a parameter, or a member of its type, with @IdempotencyKey,"
                + " set key = \"…\", or take an IdempotentEvent");
    }

    /** {@return the values that fingerprints are taken of; none when none is wanted, and when at least one problem was told} */
    public List<KeyPath> fingerprint(MethodInfo method, @Nullable BatchParameter batch, AnnotationInstance idempotent,
            Consumer<String> problems) {
        AnnotationValue value = idempotent.value("fingerprint");
        if (value == null || value.asString().isEmpty()) {
            return List.of();
        }
        PathResolver paths = new PathResolver(types, method, batch);
        try {
            if (value.asString().equals(Idempotent.PAYLOAD)) {
                return List.of(payload(method, paths));
            }
            KeyExpression expression = new KeyExpression("fingerprint", value.asString(), properties);
            List<KeyPath> values = expression.convert(part -> fingerprinted(expression, part, paths), problems);
            if (values != null && values.isEmpty()) {
                throw new GuardProblem(expression + " names nothing: write paths in braces, or Idempotent.PAYLOAD");
            }
            return values == null ? List.of() : values;
        } catch (GuardProblem e) {
            problems.accept(e.text());
            return List.of();
        }
    }

    /** Further parameters of a consumer are metadata of its message. */
    private static KeyPath payload(MethodInfo method, PathResolver paths) throws GuardProblem {
        int count = method.parametersCount();
        if (count == 0 || count > 1 && !Channels.isConsumer(method)) {
            throw new GuardProblem("fingerprint = Idempotent.PAYLOAD of @Idempotent needs one parameter, and this method has "
                    + count + ": name those that count in braces, as in fingerprint = \"{order}{lines}\"");
        }
        KeyPath payload = paths.payload(0);
        if (paths.isEnvelope(payload)) {
            throw new GuardProblem("fingerprint = Idempotent.PAYLOAD of @Idempotent needs the payload of a "
                    + TypeIndex.describe(payload.type()) + ": declare its type, as in Message<Order>");
        }
        return payload;
    }

    private static @Nullable KeyPath fingerprinted(KeyExpression expression, KeyExpression.Part part, PathResolver paths)
            throws GuardProblem {
        if (part.isPath()) {
            KeyPath path = paths.path(expression, part);
            if (paths.isEnvelope(path)) {
                throw new GuardProblem(
                        expression + " leads to the message \"" + part.text() + "\", which is another one at each"
                                + " delivery: go on to its payload, or write Idempotent.PAYLOAD");
            }
            return path;
        }
        if (!part.text().isBlank()) {
            throw new GuardProblem(expression + " has the text \"" + part.text().strip() + "\", which is the same for all"
                    + " events: write paths in braces only, one after the other, or Idempotent.PAYLOAD");
        }
        return null;
    }

    static String label(MethodInfo method, int position) {
        String name = method.parameterName(position);
        return name == null ? "#" + (position + 1) : name;
    }
}
