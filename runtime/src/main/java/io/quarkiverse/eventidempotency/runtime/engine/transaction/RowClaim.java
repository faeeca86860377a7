package io.quarkiverse.eventidempotency.runtime.engine.transaction;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.TraceContext;

/**
 * The claim of one delivery, as the fields of its row. The database adds the times.
 *
 * @param terms the part that is the same for all events of the method
 * @param key the idempotency key as it stands in the table
 * @param ttlMillis the time-to-live of the row in milliseconds
 * @param eventId the event's id; {@code null} when it is unknown
 * @param eventType the event's type; {@code null} when it is unknown
 * @param fingerprint the digest of the payload; {@code null} for none
 * @param trace the span of the delivery; {@code null} for none
 */
public record RowClaim(RowTerms terms, String key, long ttlMillis, @Nullable String eventId, @Nullable String eventType,
        @Nullable String fingerprint, @Nullable TraceContext trace) {

    /** {@return the id of the trace of the delivery; {@code null} for none} */
    public @Nullable String traceId() {
        return trace == null ? null : trace.traceId();
    }
}
