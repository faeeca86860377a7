package io.quarkiverse.eventidempotency.runtime.observability;

import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;

import io.quarkiverse.eventidempotency.IdempotencyException;
import io.quarkiverse.eventidempotency.spi.StoreException;

/** Failures as log messages name them: one line, without stack traces. */
public final class CauseText {

    private static final int MAX_LENGTH = 500;
    private static final int MAX_CAUSES = 3;
    private static final Pattern LINE_BREAKS = Pattern.compile("\\s*\\R\\s*");

    private CauseText() {
    }

    /** {@return the texts of a failure and of its causes; of Jackson's complaints about a value without that value} */
    public static String of(Throwable failure) {
        StringBuilder text = new StringBuilder(text(failure));
        Throwable cause = failure.getCause();
        for (int i = 1; i < MAX_CAUSES && cause != null; i++) {
            String of = text(cause);
            if (text.indexOf(of) < 0) {
                text.append("; caused by ").append(of);
            }
            cause = cause.getCause();
        }
        String line = LINE_BREAKS.matcher(text).replaceAll(" ");
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }

    private static String text(Throwable failure) {
        if (failure instanceof JsonProcessingException json) {
            String path = json instanceof JsonMappingException mapping ? mapping.getPathReference() : null;
            return json.getClass().getName() + (json instanceof InvalidFormatException ? "" : ": " + json.getOriginalMessage())
                    + (path == null || path.isEmpty() ? "" : " at " + path);
        }
        String message = failure.getMessage();
        return message != null && (failure instanceof StoreException || failure instanceof IdempotencyException) ? message
                : failure.toString();
    }
}
