package io.quarkiverse.eventidempotency.runtime.memory;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.quarkiverse.eventidempotency.ProcessingStatus;

/**
 * What the claim protocol looks at in a record's text, found by name.
 *
 * @param status {@code null} when the text is no record
 * @param leaseMillis negative when the record has none
 * @param ttlMillis negative when the record has none
 * @param firstSeenAt as a JSON string with quotes
 */
record RecordHead(@Nullable ProcessingStatus status, @Nullable String owner, int attempt, long fence, long leaseMillis,
        long ttlMillis, @Nullable String scope, @Nullable String key, @Nullable String fingerprint,
        @Nullable String firstSeenAt, boolean retryable) {

    private static final RecordHead FOREIGN = new RecordHead(null, null, 0, 0, -1, -1, null, null, null, null, false);

    /** Numbers come back as they were written. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    static RecordHead parse(String text) {
        JsonNode record;
        try {
            record = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return FOREIGN;
        }
        ProcessingStatus status = status(text(record, "status"));
        if (status == null) {
            return FOREIGN;
        }
        JsonNode retryable = record.path("retryable");
        String firstSeenAt = text(record, "first_seen_at");
        return new RecordHead(status, text(record, "owner"), (int) number(record, "attempt", 1), number(record, "fence", 0),
                number(record, "lease_ms", -1), number(record, "ttl_ms", -1), text(record, "scope"),
                text(record, "idempotency_key"), text(record, "fingerprint"),
                firstSeenAt == null ? null : TextNode.valueOf(firstSeenAt).toString(),
                !(retryable.isBoolean() && !retryable.booleanValue()));
    }

    /**
     * The record as it is after a claim that does not run the event again. All else stays, so that a look at the record
     * tells whose attempt it was.
     */
    static String stopped(String text, String errorType, long leaseMillis, long ttlMillis) {
        RecordHead head = parse(text);
        ObjectNode stopped = JsonNodeFactory.instance.objectNode();
        String owner = head.owner();
        // the first two, in this order
        stopped.put("status", "failed").put("owner", owner == null ? "" : owner);
        stopped.put("attempt", head.attempt()).put("fence", head.fence()).put("lease_ms", leaseMillis).put("ttl_ms", ttlMillis);
        try {
            JSON.readTree(text).properties().forEach(member -> stopped.putIfAbsent(member.getKey(), member.getValue()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("No record", e);
        }
        return stopped.put("retryable", false).put("error_type", errorType).toString();
    }

    private static @Nullable ProcessingStatus status(@Nullable String status) {
        if (status == null) {
            return null;
        }
        return switch (status) {
            case "processing" -> ProcessingStatus.PROCESSING;
            case "completed" -> ProcessingStatus.COMPLETED;
            case "failed" -> ProcessingStatus.FAILED;
            default -> null;
        };
    }

    private static @Nullable String text(JsonNode record, String name) {
        return record.path(name).textValue();
    }

    private static long number(JsonNode record, String name, long otherwise) {
        JsonNode number = record.path(name);
        return number.isNumber() ? number.longValue() : otherwise;
    }
}
