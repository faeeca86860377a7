package io.quarkiverse.eventidempotency.deployment.key;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.deployment.key.KeyExpression.Literal;
import io.quarkiverse.eventidempotency.deployment.key.KeyExpression.Path;
import io.quarkiverse.eventidempotency.deployment.types.Channels;
import io.quarkiverse.eventidempotency.deployment.types.DotNames;
import io.quarkiverse.eventidempotency.deployment.types.GuardProblem;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;

/**
 * Finds the key of a guarded method: its expression or resolver, else what carries {@code @IdempotencyKey}, else the event's
 * own, else that of the message.
 */
public final class KeySourceFinder {

    private final TypeIndex types;
    private final Function<String, Optional<String>> properties;

    public KeySourceFinder(TypeIndex types, Function<String, Optional<String>> properties) {
        this.types = types;
        this.properties = properties;
    }

    /** {@return the source; {@code null} when there is none that is right, and then at least one problem was told} */
    @Nullable
    public KeySource find(MethodInfo method, AnnotationInstance idempotent, Consumer<String> problems) {
        PathResolver paths = new PathResolver(types, method);
        AnnotationValue key = idempotent.value("key");
        DotName resolver = KeyResolverFinder.named(idempotent);
        try {
            if (key != null && !key.asString().isEmpty()) {
                if (resolver != null) {
                    problems.accept("@Idempotent has both key = \"" + key.asString() + "\" and keyResolver = " + resolver
                            + ": leave one out, since the key is made by one of them");
                }
                return expression(key.asString(), method, paths, problems);
            }
            if (resolver != null) {
                return new KeyResolverFinder(types, method, paths).find(resolver);
            }
            KeySource annotated = new AnnotatedKeyFinder(types, method, paths).find();
            return annotated != null ? annotated : event(method, paths);
        } catch (GuardProblem e) {
            problems.accept(e.text());
            return null;
        }
    }

    /** {@return the ways to the parameters, and payloads of parameters, that are declared as events} */
    public List<List<KeyStep>> events(MethodInfo method) {
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

    private @Nullable KeySource expression(String text, MethodInfo method, PathResolver paths, Consumer<String> problems)
            throws GuardProblem {
        KeyExpression expression = KeyExpressionParser.parse("key expression", text, properties);
        List<KeySource.Piece> pieces = expression.convert(part -> part instanceof Path path
                ? new KeySource.Value(paths.resolve(expression, path))
                : new KeySource.Text(((Literal) part).text()), problems);
        if (pieces != null && !expression.hasPath() && method.parametersCount() > 0) {
            throw new GuardProblem("The key expression \"" + text + "\" of @Idempotent names no parameter, so that all events"
                    + " would be one: put a path in braces, such as {" + firstName(method) + "}");
        }
        return pieces == null ? null : new KeySource.Expression("key \"" + text + "\"", pieces);
    }

    private static String firstName(MethodInfo method) {
        String name = method.parameterName(0);
        return name == null ? "parameter" : name;
    }

    private KeySource event(MethodInfo method, PathResolver paths) throws GuardProblem {
        List<List<KeyStep>> events = events(method);
        if (events.size() > 1) {
            throw new GuardProblem("@Idempotent cannot tell which of several IdempotentEvent parameters names the event: set"
                    + " key = \"…\", or annotate a parameter with @IdempotencyKey");
        }
        if (events.isEmpty() && Channels.isConsumer(method)) {
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
