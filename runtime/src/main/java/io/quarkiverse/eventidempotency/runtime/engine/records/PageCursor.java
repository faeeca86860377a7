package io.quarkiverse.eventidempotency.runtime.engine.records;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A place between two records of a walk, as text {@code <step>~<next>~<hash>}.
 * <p>
 * A step over the store's keys finds more or fewer than a page has. A page that ends in the midst of a step is followed by
 * one that takes the step again and leaves out the keys that were looked at, which are those up to a hash. If the step has
 * another end by then, the store has been rearranged, and it leaves out none: rather some twice than one never.
 *
 * @param step the store's cursor of the step; {@code null} for the first one
 * @param next the store's cursor of the step after it; {@code null} for none, or if all of the step is to be looked at
 * @param hash the hash up to which keys have been looked at; {@code null} if all are to be
 */
record PageCursor(@Nullable String step, @Nullable String next, @Nullable Long hash) {

    static final PageCursor START = new PageCursor(null, null, null);

    private static final Pattern TEXT = Pattern.compile("([!-}]*)~([!-}]*)~([0-9a-f]{16})?");

    /** @throws IllegalArgumentException if it is none */
    static PageCursor parse(@Nullable String text) {
        if (text == null) {
            return START;
        }
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no cursor: take the one of the page before, as it is");
        }
        String hash = matcher.group(3);
        return new PageCursor(orNull(matcher.group(1)), orNull(matcher.group(2)),
                hash == null ? null : Long.parseUnsignedLong(hash, 16));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** {@return the hash of a key: FNV-1a, whose last bits are mixed so that alike keys are far apart} */
    static long hash(String key) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
        }
        return hash ^ (hash >>> 32);
    }

    @Override
    public String toString() {
        return (step == null ? "" : step) + '~' + (next == null ? "" : next) + '~'
                + (hash == null ? "" : String.format("%016x", hash));
    }
}
