package io.quarkiverse.eventidempotency.spi;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The members of a completed record that a duplicate needs, found in its bytes without a parser. Only for records in the form
 * of {@link SettleRequest#record()}: compact, without escapes outside of the result. Others have to be parsed.
 */
final class CompletedBytes {

    private static final byte[] HEAD = "{\"status\":\"completed\",\"owner\":\"".getBytes(US_ASCII);
    private static final byte[] SCOPE = "scope".getBytes(US_ASCII);
    private static final byte[] KEY = "idempotency_key".getBytes(US_ASCII);
    private static final byte[] FINGERPRINT = "fingerprint".getBytes(US_ASCII);
    private static final byte[] RESULT = "result".getBytes(US_ASCII);
    private static final byte[] NULL = "null".getBytes(US_ASCII);

    @Nullable
    String scope;
    @Nullable
    String key;
    @Nullable
    String fingerprint;
    @Nullable
    String result;

    private final byte[] utf8;
    private int at = 1;

    private CompletedBytes(byte[] utf8) {
        this.utf8 = utf8;
    }

    /** {@return the members; {@code null} when the value has to be parsed} */
    static @Nullable CompletedBytes of(byte[] utf8) {
        if (Arrays.mismatch(utf8, HEAD) != HEAD.length) {
            return null;
        }
        CompletedBytes found = new CompletedBytes(utf8);
        try {
            return found.read() ? found : null;
        } catch (IndexOutOfBoundsException e) {
            return null; // it is cut off
        }
    }

    private boolean read() {
        do {
            int name = at + 1;
            if (utf8[at] != '"' || !skipText() || utf8[at++] != ':') {
                return false;
            }
            int nameEnd = at - 2;
            int value = at;
            if (is(RESULT, name, nameEnd)) {
                int end = utf8.length - 1;
                result = text(value, end);
                return utf8[end] == '}' && isOneValue(value, end);
            } else if (utf8[value] == '"') {
                if (!skipText()) {
                    return false;
                }
                set(name, nameEnd, value + 1);
            } else if (!skipNumberOrNull()) {
                return false;
            }
        } while (utf8[at++] == ',');
        return at == utf8.length && utf8[at - 1] == '}';
    }

    private void set(int name, int nameEnd, int value) {
        if (is(SCOPE, name, nameEnd)) {
            scope = text(value, at - 1);
        } else if (is(KEY, name, nameEnd)) {
            key = text(value, at - 1);
        } else if (is(FINGERPRINT, name, nameEnd)) {
            fingerprint = text(value, at - 1);
        }
    }

    private boolean is(byte[] member, int from, int to) {
        return Arrays.equals(member, 0, member.length, utf8, from, to);
    }

    private String text(int from, int to) {
        return new String(utf8, from, to - from, UTF_8);
    }

    /** Moves behind a string; {@return whether it stands for itself} */
    private boolean skipText() {
        byte b;
        do {
            b = utf8[++at];
            if (b == '\\' || b >= 0 && b < ' ') {
                return false;
            }
        } while (b != '"');
        at++;
        return true;
    }

    private boolean skipNumberOrNull() {
        int from = at;
        while (utf8[at] >= '0' && utf8[at] <= '9') {
            at++;
        }
        if (at == from && Arrays.equals(NULL, 0, NULL.length, utf8, from, from + NULL.length)) {
            at += NULL.length;
        }
        return at > from;
    }

    /** {@return whether no comma outside of strings and brackets separates another member, and nothing is left open} */
    private boolean isOneValue(int from, int to) {
        int depth = 0;
        boolean text = false;
        for (int i = from; i < to && depth >= 0; i++) {
            byte b = utf8[i];
            if (text) {
                text = b != '"';
                i += b == '\\' ? 1 : 0;
            } else if (b == '"') {
                text = true;
            } else if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
            } else if (b <= ' ' || depth == 0 && b == ',') {
                return false;
            }
        }
        return from < to && depth == 0 && !text;
    }
}
