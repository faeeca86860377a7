package io.quarkiverse.eventidempotency.runtime.redis;

import org.jspecify.annotations.Nullable;

/**
 * The error replies inside the failure of a batch.
 * <p>
 * The client fails a batch whole when one of its commands is answered with an error. The failure's text has a line
 * {@code ERR [index] error} for each of these; the other commands were applied, or not, and their answers are lost.
 */
final class BatchErrors {

    private static final String START = "ERR [";

    private BatchErrors() {
    }

    /** {@return for each command the error that is known of it, or {@code null}} */
    static @Nullable String[] parse(String text, int commands) {
        @Nullable
        String[] errors = new String[commands];
        int start = text.startsWith(START) ? 0 : -1;
        while (start >= 0) {
            int next = text.indexOf('\n' + START, start);
            int bracket = text.indexOf("] ", start);
            int index = bracket < 0 ? -1 : index(text, start + START.length(), bracket);
            if (index >= 0 && index < commands) {
                errors[index] = text.substring(bracket + 2, next < 0 ? text.length() : next).strip();
            }
            start = next < 0 ? -1 : next + 1;
        }
        return errors;
    }

    private static int index(String text, int start, int end) {
        try {
            return Integer.parseInt(text, start, end, 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
