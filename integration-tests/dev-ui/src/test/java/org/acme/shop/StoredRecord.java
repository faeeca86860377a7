package org.acme.shop;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A record as a process has left it in Redis. */
final class StoredRecord {

    static final String PREFIX = "idempotency:events:";
    static final long HOUR = 3_600_000;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ObjectNode members = MAPPER.createObjectNode();
    private final String scope;
    private final String key;
    private long silentMillis;

    /** @param age how long ago its key was seen, and its last attempt began, in seconds */
    StoredRecord(String status, String scope, String key, long age) {
        this.scope = scope;
        this.key = key;
        String at = Instant.now().minusSeconds(age).truncatedTo(ChronoUnit.MILLIS).toString();
        members.put("status", status).put("owner", "0123456789abcdef0123456789abcdef").put("attempt", 1).put("fence", 17)
                .put("lease_ms", 20_000).put("ttl_ms", HOUR).put("scope", scope).put("idempotency_key", key)
                .put("first_seen_at", at).put("started_at", at).put("node", "shop-2");
    }

    StoredRecord with(String member, Object value) {
        members.set(member, MAPPER.valueToTree(value));
        return this;
    }

    /** The owner has written the record so long ago; its lease is 20 seconds. */
    StoredRecord silentFor(long seconds) {
        silentMillis = seconds * 1000;
        return this;
    }

    String place() {
        return PREFIX + scope + ':' + key;
    }

    void put(RedisPipeline redis) throws Exception {
        putAt(redis, place());
    }

    void putAt(RedisPipeline redis, String storeKey) throws Exception {
        redis.send("SET", storeKey, members.toString(), "PX", String.valueOf(HOUR - silentMillis));
    }
}
