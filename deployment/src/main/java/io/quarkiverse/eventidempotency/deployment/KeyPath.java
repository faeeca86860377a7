package io.quarkiverse.eventidempotency.deployment;

import java.util.List;

/**
 * A way from a parameter to one part of the key.
 *
 * @param steps the first is an argument
 * @param kind how the last value becomes text
 */
record KeyPath(List<KeyStep> steps, KeyPartKind kind) {

    KeyPath {
        steps = List.copyOf(steps);
    }

    boolean optional() {
        return steps.stream().anyMatch(KeyStep::optional);
    }
}
