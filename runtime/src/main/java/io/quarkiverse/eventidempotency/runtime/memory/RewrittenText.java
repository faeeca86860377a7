package io.quarkiverse.eventidempotency.runtime.memory;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A record's text of which some members change, whoever wrote it, and the others stay. */
final class RewrittenText {

    /** Numbers come back as they were written, whatever a record's reader has accepted. */
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE).maxNestingDepth(Integer.MAX_VALUE).build())
            .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private RewrittenText() {
    }

    /**
     * The text of a record whose event is not run again: quarantined, or out of attempts. All but what says so stays as the
     * last attempt left it, so that an operator sees whose attempt it was.
     */
    static String stopped(StoredRecord before, String errorType, long leaseMillis, long ttlMillis) {
        String owner = before.owner();
        ObjectNode stopped = JsonNodeFactory.instance.objectNode()
                // the first two, in this order
                .put("status", "failed").put("owner", owner == null ? "" : owner)
                .put("attempt", before.attempt()).put("fence", before.fence())
                .put("lease_ms", leaseMillis).put("ttl_ms", ttlMillis);
        read(before).properties().forEach(member -> stopped.putIfAbsent(member.getKey(), member.getValue()));
        return stopped.put("retryable", false).put("error_type", errorType).toString();
    }

    /**
     * The text of a record that an operator has decided on. What it does not say about its end stays as it was.
     *
     * @param changed the names of members that do not stay
     * @param ending the members that tell the outcome, as JSON that starts with a comma
     */
    static String operated(StoredRecord before, String status, String owner, int attempt, long leaseMillis, long ttlMillis,
            Set<String> changed, String ending) {
        ObjectNode head = JsonNodeFactory.instance.objectNode()
                .put("status", status).put("owner", owner).put("attempt", attempt).put("fence", before.fence());
        if (!status.equals("completed")) {
            head.put("lease_ms", leaseMillis).put("ttl_ms", ttlMillis);
        }
        read(before).properties().forEach(member -> {
            if (!changed.contains(member.getKey())) {
                head.putIfAbsent(member.getKey(), member.getValue());
            }
        });
        String text = head.toString();
        return text.substring(0, text.length() - 1) + ending + '}';
    }

    /** {@return a member of a record that is text; {@code null} for none} */
    static @Nullable String member(StoredRecord record, String name) {
        return read(record).path(name).textValue();
    }

    /** The text of a record without a lease, as other writers leave it, with one. What they wrote stays as it is written. */
    static String lent(StoredRecord before, long leaseMillis, long ttlMillis) {
        String text = before.text();
        ObjectNode record = read(before);
        if (record.has("lease_ms") || record.has("ttl_ms")) {
            text = record.without(List.of("lease_ms", "ttl_ms")).toString();
        }
        return text.substring(0, text.lastIndexOf('}')) + ",\"lease_ms\":" + leaseMillis + ",\"ttl_ms\":" + ttlMillis + '}';
    }

    private static ObjectNode read(StoredRecord before) {
        try {
            return (ObjectNode) JSON.readTree(before.text());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("No record", e);
        }
    }
}
