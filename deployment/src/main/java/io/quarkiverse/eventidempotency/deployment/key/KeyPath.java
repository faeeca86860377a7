package io.quarkiverse.eventidempotency.deployment.key;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jboss.jandex.Type;

/** The way from an argument, or an attribute of the message, to a value: checked, and ready to be compiled. */
public record KeyPath(List<KeyStep> steps) {

    KeyPath to(KeyStep step) {
        return new KeyPath(Stream.concat(steps.stream(), Stream.of(step)).toList());
    }

    public Type type() {
        return steps.get(steps.size() - 1).type();
    }

    /** {@return the path as an expression spells it, without its braces} */
    public String text() {
        return steps.stream().map(KeyStep::name).collect(Collectors.joining("."));
    }

    public boolean readsMessage() {
        return steps.get(0) instanceof KeyStep.Attribute;
    }
}
