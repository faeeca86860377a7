package io.quarkiverse.eventidempotency.dev;

import org.jspecify.annotations.Nullable;

/** Arguments as pages and tools send them. */
final class Arguments {

    private Arguments() {
    }

    /**
     * {@return the text}
     *
     * @throws IllegalArgumentException if there is none
     */
    static String needed(String name, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return text;
    }
}
