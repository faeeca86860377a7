package io.quarkiverse.eventidempotency.runtime.memory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The text of a record whose event is not run again: quarantined, or out of attempts. */
final class StoppedText {

    /** Numbers come back as they were written. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private StoppedText() {
    }

    /** All but what says so stays as the last attempt left it, so that an operator sees whose attempt it was. */
    static String of(StoredRecord before, String errorType, long leaseMillis, long ttlMillis) {
        String owner = before.owner();
        ObjectNode stopped = JsonNodeFactory.instance.objectNode()
                // the first two, in this order
                .put("status", "failed").put("owner", owner == null ? "" : owner)
                .put("attempt", before.attempt()).put("fence", before.fence())
                .put("lease_ms", leaseMillis).put("ttl_ms", ttlMillis);
        try {
            JSON.readTree(before.text()).properties()
                    .forEach(member -> stopped.putIfAbsent(member.getKey(), member.getValue()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("No record", e);
        }
        return stopped.put("retryable", false).put("error_type", errorType).toString();
    }
}
