package io.quarkiverse.eventidempotency.dev;

import org.jspecify.annotations.Nullable;

/**
 * All of one record.
 *
 * @param inTransaction whether the record is a row, written in the transaction of its handler
 * @param fence as text, since scripts round long numbers; {@code null} where the record has none
 * @param result the stored result as JSON, cut where it is very long; {@code null} where there is none
 * @param resultLength the length of the whole result, in characters
 * @param text the value as it is stored, cut where it is very long; {@code null} when it is no text
 * @param textLength the length of the whole value, in characters
 */
public record RecordDetail(RecordRow row, boolean inTransaction, @Nullable String fence, @Nullable Long ttlMillis,
        boolean hasResult, @Nullable String result, int resultLength, @Nullable String error, @Nullable String errorType,
        @Nullable String fingerprint, @Nullable String traceId, @Nullable String text, int textLength) {
}
