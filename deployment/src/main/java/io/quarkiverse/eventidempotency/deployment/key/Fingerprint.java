package io.quarkiverse.eventidempotency.deployment.key;

import java.util.List;
import java.util.stream.Stream;

import org.jboss.jandex.Type;

/**
 * What the fingerprints of a guarded method are taken of: checked, and ready to be compiled.
 *
 * @param values the ways to the values, each of which ends at {@code null}; one is taken as it is, several as a list
 */
public record Fingerprint(List<List<KeyStep>> values) {

    public Fingerprint {
        values = List.copyOf(values);
    }

    /** {@return whether something is taken from the message} */
    public boolean readsMessage() {
        return values.stream().anyMatch(steps -> steps.get(0) instanceof KeyStep.Attribute);
    }

    /** {@return the types that are written as JSON} */
    public Stream<Type> types() {
        return values.stream().map(steps -> steps.get(steps.size() - 1).type());
    }
}
