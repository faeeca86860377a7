package io.quarkiverse.eventidempotency.runtime.engine.delivery;

/** The length of text in UTF-8. */
final class Utf8 {

    private Utf8() {
    }

    static boolean longerThan(String text, long maxBytes) {
        if (text.length() * 3L <= maxBytes) {
            return false;
        }
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes > maxBytes;
    }
}
