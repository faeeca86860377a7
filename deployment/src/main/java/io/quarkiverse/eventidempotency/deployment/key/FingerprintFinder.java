package io.quarkiverse.eventidempotency.deployment.key;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.MethodInfo;
import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.deployment.key.KeyExpression.Literal;
import io.quarkiverse.eventidempotency.deployment.key.KeyExpression.Path;
import io.quarkiverse.eventidempotency.deployment.types.Channels;
import io.quarkiverse.eventidempotency.deployment.types.GuardProblem;
import io.quarkiverse.eventidempotency.deployment.types.TypeIndex;

/** Finds what the {@code fingerprint} of a guarded method is taken of. */
public final class FingerprintFinder {

    private final TypeIndex types;
    private final Function<String, Optional<String>> properties;

    public FingerprintFinder(TypeIndex types, Function<String, Optional<String>> properties) {
        this.types = types;
        this.properties = properties;
    }

    /** {@return what it is taken of; {@code null} when none is wanted, and when at least one problem was told} */
    @Nullable
    public Fingerprint find(MethodInfo method, AnnotationInstance idempotent, Consumer<String> problems) {
        AnnotationValue value = idempotent.value("fingerprint");
        if (value == null || value.asString().isEmpty()) {
            return null;
        }
        PathResolver paths = new PathResolver(types, method);
        try {
            return value.asString().equals(Idempotent.PAYLOAD) ? payload(method, paths)
                    : expression(value.asString(), paths, problems);
        } catch (GuardProblem e) {
            problems.accept(e.text());
            return null;
        }
    }

    /** Further parameters of a consumer are metadata of its message. */
    private static Fingerprint payload(MethodInfo method, PathResolver paths) throws GuardProblem {
        boolean one = method.parametersCount() == 1
                || method.parametersCount() > 1 && Channels.isConsumer(method);
        if (!one) {
            throw new GuardProblem("fingerprint = Idempotent.PAYLOAD of @Idempotent needs one parameter, and this method has "
                    + method.parametersCount() + ": name those that count in braces, as in fingerprint = \"{order}{lines}\"");
        }
        List<KeyStep> payload = paths.payload(0);
        if (payload.size() == 1 && paths.isEnvelope(0)) {
            throw new GuardProblem("fingerprint = Idempotent.PAYLOAD of @Idempotent needs the payload of a "
                    + TypeIndex.describe(paths.parameterType(0)) + ": declare its type, as in Message<Order>");
        }
        return new Fingerprint(List.of(payload));
    }

    private @Nullable Fingerprint expression(String text, PathResolver paths, Consumer<String> problems)
            throws GuardProblem {
        KeyExpression expression = KeyExpressionParser.parse("fingerprint", text, properties);
        List<List<KeyStep>> values = expression.convert(part -> value(expression, part, paths), problems);
        if (values != null && values.isEmpty()) {
            throw new GuardProblem("The fingerprint \"" + text + "\" of @Idempotent names nothing: write paths in braces, or"
                    + " Idempotent.PAYLOAD");
        }
        return values == null ? null : new Fingerprint(values);
    }

    private static @Nullable List<KeyStep> value(KeyExpression expression, KeyExpression.Part part, PathResolver paths)
            throws GuardProblem {
        String what = "The fingerprint \"" + expression.text() + "\" of @Idempotent ";
        if (part instanceof Path path) {
            List<KeyStep> steps = paths.steps(expression, path);
            if (steps.size() == 1 && steps.get(0) instanceof KeyStep.Argument argument
                    && paths.isEnvelope(argument.position())) {
                throw new GuardProblem(what + "leads to the message \"" + path.text() + "\", which is another one at each"
                        + " delivery: go on to its payload, or write Idempotent.PAYLOAD");
            }
            return steps;
        }
        String literal = ((Literal) part).text();
        if (!literal.isBlank()) {
            throw new GuardProblem(what + "has the text \"" + literal.strip() + "\", which is the same for all events: write"
                    + " paths in braces only, one after the other, or Idempotent.PAYLOAD");
        }
        return null;
    }
}
