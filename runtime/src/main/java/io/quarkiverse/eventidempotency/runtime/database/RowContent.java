package io.quarkiverse.eventidempotency.runtime.database;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.spi.RecordContent;
import io.quarkiverse.eventidempotency.spi.RecordJson;

/**
 * A committed row, as the record that it is.
 *
 * @param scope the scope; {@code null} for none
 * @param key the idempotency key
 * @param eventId the event's id; {@code null} when it was unknown
 * @param eventType the event's type; {@code null} when it was unknown
 * @param fingerprint the digest of the payload; {@code null} for none
 * @param result the stored result as JSON; {@code null} for none
 * @param firstSeenAt when the key was claimed, in milliseconds of the epoch
 * @param completedAt when the outcome was stored, in milliseconds of the epoch
 * @param node the process that wrote the row
 * @param traceId the trace that its delivery belonged to; {@code null} for none
 */
public record RowContent(@Nullable String scope, String key, @Nullable String eventId, @Nullable String eventType,
        @Nullable String fingerprint, @Nullable String result, long firstSeenAt, long completedAt, @Nullable String node,
        @Nullable String traceId) implements RecordContent {

    @Override
    public IdempotencyRecord record() {
        String firstSeen = RecordJson.time(firstSeenAt);
        return new IdempotencyRecord(RecordStatus.COMPLETED, null, 1, 0, null, null, scope, key, eventId, eventType,
                firstSeen, firstSeen, RecordJson.time(completedAt), result != null, result, null, null, false, fingerprint,
                node, traceId, null);
    }

    @Override
    public RecordStatus status() {
        return RecordStatus.COMPLETED;
    }

    @Override
    public String text() {
        StringBuilder json = new StringBuilder("{\"status\":\"completed\"");
        RecordJson.member(json, "scope", scope);
        RecordJson.member(json, "idempotency_key", key);
        RecordJson.member(json, "event_id", eventId);
        RecordJson.member(json, "event_type", eventType);
        RecordJson.member(json, "first_seen_at", RecordJson.time(firstSeenAt));
        RecordJson.member(json, "completed_at", RecordJson.time(completedAt));
        if (result != null) {
            json.append(",\"result\":").append(result);
        }
        if (fingerprint != null) {
            RecordJson.member(json, "fingerprint", fingerprint);
        }
        RecordJson.member(json, "node", node);
        if (traceId != null) {
            RecordJson.member(json, "trace_id", traceId);
        }
        return json.append('}').toString();
    }
}
