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

/** A record of which some members change, whichever writer it is of, and the others stay as they are. */
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

    /** The record of an event that is not run again: quarantined, or out of attempts. The last attempt's members stay. */
    static StoredRecord stopped(StoredRecord before, String errorType, long leaseMillis, long ttlMillis, long now) {
        String owner = before.content().owner();
        return rewritten(before, "failed", owner == null ? "" : owner, before.content().attempt(), leaseMillis, ttlMillis,
                Set.of("retryable", "error_type"), ",\"retryable\":false,\"error_type\":\"" + errorType + '"',
                StoreClock.end(now, ttlMillis));
    }

    /**
     * A record with another outcome.
     *
     * @param dropped the names of members that do not stay
     * @param ending the members of the outcome, as JSON that starts with a comma
     */
    static StoredRecord rewritten(StoredRecord before, String status, String owner, int attempt, long leaseMillis,
            long ttlMillis, Set<String> dropped, String ending, long expiresAt) {
        ObjectNode head = JsonNodeFactory.instance.objectNode()
                // the first two, in this order
                .put("status", status).put("owner", owner).put("attempt", attempt).put("fence", before.content().fence());
        if (!status.equals("completed")) {
            head.put("lease_ms", leaseMillis).put("ttl_ms", ttlMillis);
        }
        read(before).properties().forEach(member -> {
            if (!dropped.contains(member.getKey())) {
                head.putIfAbsent(member.getKey(), member.getValue());
            }
        });
        String text = head.toString();
        return StoredRecord.of(before.storeKey(), text.substring(0, text.length() - 1) + ending + '}', expiresAt);
    }

    /**
     * A record without a lease, as other writers leave it, with one. Its other members stay as they are written. The lease of
     * a record without a time-to-live starts now, since how long its owner has been silent is not known.
     */
    static StoredRecord lent(StoredRecord before, long leaseMillis, long holdMillis, long now) {
        if (before.hasLease()) {
            return before.until(StoreClock.end(now, before.content().ttlMillis()));
        }
        long expiresAt = before.persisted() ? StoreClock.end(now, holdMillis) : before.expiresAt();
        String text = before.content().text();
        ObjectNode record = read(before);
        if (record.has("lease_ms") || record.has("ttl_ms")) {
            text = record.without(List.of("lease_ms", "ttl_ms")).toString();
        }
        return StoredRecord.of(before.storeKey(), text.substring(0, text.lastIndexOf('}')) + ",\"lease_ms\":" + leaseMillis
                + ",\"ttl_ms\":" + StoreClock.millis(expiresAt - now) + '}', expiresAt);
    }

    /** {@return a member of a record that is text; {@code null} for none} */
    static @Nullable String member(StoredRecord record, String name) {
        return read(record).path(name).textValue();
    }

    private static ObjectNode read(StoredRecord before) {
        try {
            return (ObjectNode) JSON.readTree(before.content().text());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("No record", e);
        }
    }
}
