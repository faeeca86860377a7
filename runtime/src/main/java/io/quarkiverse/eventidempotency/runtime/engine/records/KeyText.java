package io.quarkiverse.eventidempotency.runtime.engine.records;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.Keys;

/**
 * The text that a filter requires of keys. A key matches when it contains the text. Where the text is a digest as messages
 * name keys, a key with this SHA-256 matches too.
 *
 * @param text the text; empty for all keys
 * @param digits the first digits of the digest; {@code null} where the text is none
 */
record KeyText(String text, @Nullable String digits) {

    /** @param hashed whether a digest stands for each key in the store; the text is then a digest's start, or a whole key */
    static KeyText of(@Nullable String text, boolean hashed) {
        if (text == null) {
            return new KeyText("", null);
        }
        String digits = Keys.digitsOf(text);
        if (hashed) {
            return new KeyText(digits == null ? Keys.hashed(text) : text, null);
        }
        return new KeyText(text, digits);
    }

    /** {@return the text that all store keys of matching records contain; empty for a digest, which the store cannot find} */
    String inStore() {
        return digits == null ? text : "";
    }

    boolean matches(String key) {
        return key.contains(text) || digits != null && Keys.digest(key).startsWith(digits);
    }
}
