package io.quarkiverse.eventidempotency.testing;

import org.jspecify.annotations.Nullable;

/** The texts of records as this extension and as other writers leave them in a store. */
final class RecordTexts {

    static final String A = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    static final String B = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    /** An operator's. */
    static final String O = "0123456789abcdef0123456789abcdef";

    static final String SCOPE = "orders.on";
    static final String FINGERPRINT = "9f86d081884c7d65";

    /** What B, or whoever wrote the record before, had asked for; A asks for something else, to tell them apart. */
    static final long LEASE_BEFORE = 20_000;
    static final long TTL_BEFORE = 3_600_000;

    static final int ATTEMPT_BEFORE = 2;
    static final long FENCE_BEFORE = 1_700_000_000_000_001L;
    static final String FIRST_SEEN_BEFORE = "\"2026-01-02T03:04:05.678Z\"";

    /** Text that a careless parser, or one that encodes again what it decoded, does not bring back. */
    static final String AWKWARD = "caf\u00e9 \u65e5\u672c \ud83d\ude00 \\\"quoted\\\" \\\\ \\n \\u0001 \\u00e9 / \\/ } { ] \\\"status\\\":\\\"completed\\\"}";

    static final String COMPLETED_MORE = ",\"completed_at\":\"2026-01-02T03:04:06Z\",\"result\":{\"a\":[],\"o\":{},\"n\":12345678901234567890,"
            + "\"d\":1.10,\"s\":\"" + AWKWARD + "\"}";
    static final String FAILED_MORE = ",\"completed_at\":\"2026-01-02T03:04:06Z\",\"retryable\":true,\"error\":\"" + AWKWARD
            + "\",\"error_type\":\"java.io.IOException\"";
    static final String TERMINAL_MORE = ",\"retryable\":false,\"error\":null,\"error_type\":\"QUARANTINED\"";

    static final String FORCED_RESULT = ",\"completed_at\":\"2026-03-04T05:06:07Z\",\"result\":{\"a\":[],\"n\":12345678901234567890,\"s\":\""
            + AWKWARD + "\"}";
    static final String FORCED_FAILURE = ",\"completed_at\":\"2026-03-04T05:06:07Z\",\"retryable\":false,\"error\":\"" + AWKWARD
            + "\",\"error_type\":\"FAILED_BY_OPERATOR\"";

    private RecordTexts() {
    }

    /**
     * A record of this extension.
     *
     * @param tail its members after {@code first_seen_at}
     * @param more its last members, starting with a comma; may be empty
     */
    static String ours(String status, String owner, int attempt, long fence, long leaseMillis, long ttlMillis, String tail,
            String more) {
        return "{\"status\":\"" + status + "\",\"owner\":\"" + owner + "\",\"attempt\":" + attempt + ",\"fence\":" + fence
                + ",\"lease_ms\":" + leaseMillis + ",\"ttl_ms\":" + ttlMillis + ",\"first_seen_at\":" + FIRST_SEEN_BEFORE + tail
                + more + "}";
    }

    static String ofB(String status, String key, String more) {
        return ours(status, B, ATTEMPT_BEFORE, FENCE_BEFORE, LEASE_BEFORE, TTL_BEFORE, tail("B", SCOPE, key, FINGERPRINT),
                more);
    }

    /**
     * The members after {@code first_seen_at}.
     *
     * @param who whose event, node and trace they tell
     */
    static String tail(String who, @Nullable String scope, String key, @Nullable String fingerprint) {
        return (scope == null ? "" : ",\"scope\":\"" + scope + "\"") + ",\"idempotency_key\":\"" + key
                + "\",\"event_id\":\"event of " + who
                + "\",\"event_type\":\"order.created\",\"started_at\":\"2026-01-02T03:04:05.7Z\""
                + (fingerprint == null ? "" : ",\"fingerprint\":\"" + fingerprint + "\"")
                + ",\"after_crash\":\"RERUN\",\"node\":\"node of " + who + "\",\"trace_id\":\"trace of " + who
                + "\",\"span_id\":\"span of " + who + "\"";
    }

    /** A record of the guide's Python services: no owner, no lease, spaces after colons and commas. */
    static String guides(String status, String key, String result, String error) {
        return "{\"idempotency_key\": \"" + key
                + "\", \"event_id\": \"6d9d3f3a\", \"event_type\": \"field.created\", \"status\": \""
                + status + "\", \"result\": " + result + ", \"error\": " + error
                + ", \"first_seen_at\": \"2026-01-02T03:04:05.678901+00:00\", \"completed_at\": null}";
    }
}
