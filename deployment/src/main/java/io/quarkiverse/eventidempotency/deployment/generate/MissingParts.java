package io.quarkiverse.eventidempotency.deployment.generate;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.quarkiverse.eventidempotency.deployment.key.KeyPath;
import io.quarkiverse.eventidempotency.deployment.key.KeySource;
import io.quarkiverse.eventidempotency.deployment.key.KeyStep;

/**
 * The texts of the error for a missing key, for each part that can be {@code null}.
 *
 * @param source where the key comes from
 */
record MissingParts(KeySource source) {

    private static final String FILTER = "Filter such events before they reach the method";

    /** {@return what is missing where a path ends early, as the end of a sentence} */
    String what(List<KeyStep> steps, int at) {
        if (source instanceof KeySource.OwnIdentity) {
            return "the message has none of the identities that identity-sources lists";
        }
        String path = new KeyPath(steps.subList(0, at + 1)).text();
        return steps.get(at) instanceof KeyStep.Attribute ? "{" + path + "} of the message is absent, or not usable as text"
                : path + " is null";
    }

    /** {@return what is missing where an event names itself by nothing} */
    String ofEvent(KeyPath event) {
        return "idempotencyKey() and eventId() of " + event.text() + " are null";
    }

    /** {@return what to do where it may be missing, as the beginning of a sentence} */
    String remedy(List<KeyStep> steps, int at) {
        if (source instanceof KeySource.Event) {
            return at == steps.size() ? "Let the event return one of them" : FILTER;
        }
        if (source instanceof KeySource.OwnIdentity) {
            return "Let the sender set the header idempotency-key, name the key as key = \"…\" of @Idempotent";
        }
        if (source.values().size() == 1) {
            // Without this one, all events would have the same key.
            return FILTER + ", or take the key from a part that each event has";
        }
        String path = IntStream.range(0, steps.size())
                .mapToObj(i -> steps.get(i).name() + (i == at || steps.get(i).optional() ? "?" : ""))
                .collect(Collectors.joining("."));
        return source instanceof KeySource.Annotated
                ? "Name the parts in key = \"…\" of @Idempotent, with {" + path + "} if the part may be missing"
                : "Write {" + path + "} in the key of @Idempotent if the part may be missing";
    }
}
