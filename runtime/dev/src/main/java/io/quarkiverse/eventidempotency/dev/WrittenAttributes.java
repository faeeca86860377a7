package io.quarkiverse.eventidempotency.dev;

import java.util.List;
import java.util.Map;

import io.quarkus.runtime.annotations.RecordableConstructor;

/**
 * The attributes of the annotations that configuration cannot set, and that only the build knows.
 *
 * @param byMethodId by the id of the guarded method
 */
public record WrittenAttributes(Map<String, Attributes> byMethodId) {

    /** The id's method has none of them. */
    private static final Attributes NONE = new Attributes(List.of(), "");

    /**
     * Those of one guarded method.
     *
     * @param terminalOn the class names of the failures that are an outcome; empty where none is written
     * @param fingerprint as it is written; empty where it is not
     */
    public record Attributes(List<String> terminalOn, String fingerprint) {

        @RecordableConstructor
        public Attributes {
            terminalOn = List.copyOf(terminalOn);
        }
    }

    Attributes of(String methodId) {
        return byMethodId.getOrDefault(methodId, NONE);
    }
}
