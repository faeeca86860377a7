package io.quarkiverse.eventidempotency.deployment.key;

import java.util.List;
import java.util.stream.Collectors;

import org.jboss.jandex.Type;

/**
 * A way from a parameter to one part of the key.
 *
 * @param steps the first is an argument
 * @param kind how the last value becomes text
 */
public record KeyPath(List<KeyStep> steps, KeyPartKind kind) {

    public KeyPath {
        steps = List.copyOf(steps);
    }

    /** {@return the path as an expression spells it, without its braces} */
    public String text() {
        return text(steps);
    }

    /** {@return a path as an expression spells it, without its braces} */
    public static String text(List<KeyStep> steps) {
        return steps.stream().map(KeyStep::name).collect(Collectors.joining("."));
    }

    /** {@return whether the path may end early; a primitive is there for certain, but for an argument, which is boxed} */
    public boolean optional() {
        return steps.stream().anyMatch(step -> step.optional()
                && (step instanceof KeyStep.Argument || step.type().kind() != Type.Kind.PRIMITIVE));
    }
}
