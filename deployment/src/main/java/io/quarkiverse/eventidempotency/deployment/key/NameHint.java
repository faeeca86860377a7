package io.quarkiverse.eventidempotency.deployment.key;

import java.util.Collection;
import java.util.TreeSet;

import io.quarkiverse.eventidempotency.runtime.config.NearestName;

/** What an error says of a name that there is not. */
final class NameHint {

    private NameHint() {
    }

    /** {@return a sentence: the nearest of the names, else all of them} */
    static String of(String wanted, Collection<String> names) {
        if (names.isEmpty()) {
            return "It has none that can be read";
        }
        return NearestName.among(names, wanted).map(nearest -> "Did you mean \"" + nearest + "\"?")
                .orElseGet(() -> "There is: " + String.join(", ", new TreeSet<>(names)));
    }
}
