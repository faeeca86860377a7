package io.quarkiverse.eventidempotency.runtime.guard;

import java.math.BigDecimal;

/** The parts of a key as text, for the generated interceptors. */
public final class KeyText {

    private KeyText() {
    }

    /** {@return a number without an exponent where it is a decimal} */
    public static String of(Number number) {
        return number instanceof BigDecimal decimal ? decimal.toPlainString() : number.toString();
    }

    /**
     * {@return an object's {@code toString()}}
     *
     * @throws IllegalStateException if that is {@code null}: it would make different events one
     */
    public static String of(Object part) {
        String text = part.toString();
        if (text == null) {
            throw new IllegalStateException(
                    "toString() of " + part.getClass().getName() + ", a part of an idempotency key, returned null");
        }
        return text;
    }

    /** {@return one of several parts that are joined by {@code :}, such that no two lists of parts make the same key} */
    public static String escaped(String part) {
        return part.indexOf(':') < 0 && part.indexOf('\\') < 0 ? part : part.replace("\\", "\\\\").replace(":", "\\:");
    }
}
