package io.quarkiverse.eventidempotency.spi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.eventidempotency.AfterCrash;
import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.runtime.engine.KeyForm;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;

/** Records, and keys of the store, byte for byte as earlier releases wrote them. */
class GoldenRecordsTest {

    private static final String OWNER = "0123456789abcdef0123456789abcdef";
    private static final long STARTED = Instant.parse("2026-01-02T03:04:05.678Z").toEpochMilli();
    private static final long FENCE = 1_767_323_045_678_901L;
    private static final String AWKWARD = "caf\u00e9 \u65e5\u672c \ud83d\ude00 \"q\" \\ / \n\t\u0001\u007f\u2028";

    private static ClaimRequest claim(@Nullable String scope, String key, @Nullable String more, AfterCrash afterCrash) {
        return new ClaimRequest(new ClaimTerms(scope, 20_000, 0, afterCrash, more == null ? null : "node " + more), "at:" + key,
                key, new OwnerToken(OWNER), 86_400_000, STARTED, more == null ? null : "event " + more,
                more == null ? null : "order.placed", more == null ? null : "9f86d081884c7d65",
                more == null ? null : TraceContext.of("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"), false);
    }

    private static SettleRequest settle(ClaimRequest claim, int attempt, Outcome outcome, long endedAt,
            @Nullable String result, @Nullable String error, boolean retryable) {
        String firstSeen = attempt == 1 ? null : "\"2026-01-01T00:00:00.001Z\"";
        return new SettleRequest(claim, ClaimReply.acquired(attempt, null, FENCE, firstSeen), outcome, 3_600_000, endedAt,
                result, error, error == null ? null : "java.io.IOException", retryable, true);
    }

    static Stream<Map.Entry<String, String>> records() {
        ClaimRequest least = claim("orders.on", "1", null, AfterCrash.RERUN);
        ClaimRequest most = claim("orders.on", AWKWARD, AWKWARD, AfterCrash.QUARANTINE);
        ClaimRequest flat = claim(null, "flat", null, AfterCrash.RERUN);
        ClaimRequest hashed = claim("orders.on", new KeyForm(null, true).stored("private"), null, AfterCrash.RERUN);
        long ended = STARTED + 1_000;
        Map<String, String> records = new LinkedHashMap<>();
        records.put("processing", new String(least.processingRecord(1, FENCE, null), UTF_8));
        records.put("processing-retried",
                new String(most.processingRecord(3, FENCE, "\"2026-01-01T00:00:00.001Z\""), UTF_8));
        records.put("processing-flat", new String(flat.processingRecord(1, FENCE, null), UTF_8));
        records.put("processing-hashed", new String(hashed.processingRecord(1, FENCE, null), UTF_8));
        put(records, "completed-without-result", settle(least, 1, Outcome.COMPLETE, ended, null, null, false));
        put(records, "completed", settle(most, 3, Outcome.COMPLETE, ended,
                "{\"a\":[],\"o\":{},\"n\":12345678901234567890,\"d\":1.10,\"e\":1e2,\"null\":null}", null, false));
        put(records, "completed-null", settle(least, 1, Outcome.COMPLETE, ended, "null", null, false));
        put(records, "completed-flat", settle(flat, 1, Outcome.COMPLETE, ended, "[1]", null, false));
        put(records, "failed", settle(least, 1, Outcome.FAIL, ended, null, "no power", true));
        put(records, "failed-terminal", settle(most, 3, Outcome.FAIL, ended, null, AWKWARD, false));
        put(records, "failed-flat", settle(flat, 1, Outcome.FAIL, ended, null, null, true));
        put(records, "released", settle(least, 1, Outcome.FAIL, -1, null, null, true));
        return records.entrySet().stream();
    }

    private static void put(Map<String, String> records, String name, SettleRequest settle) {
        records.put(name, new String(settle.rendered(), UTF_8));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("records")
    void recordIsWrittenAsBefore(Map.Entry<String, String> record) {
        String golden = new GoldenFile("records/" + record.getKey() + ".json").matches(record.getValue());
        IdempotencyRecord read = RecordContent.of(golden.getBytes(UTF_8)).record();
        assertThat(read).isNotNull();
        assertThat(read.owner()).isEqualTo(OWNER);
        assertThat(read.status()).hasToString(record.getKey().startsWith("processing") ? "PROCESSING"
                : record.getKey().startsWith("completed") ? "COMPLETED" : "FAILED");
        assertThat(read.fence()).isEqualTo(FENCE);
    }

    @Test
    void keyIsStoredAsBefore() {
        new GoldenFile("keys.txt").matches(Stream.of("1", AWKWARD.replace("\n", ""), "k".repeat(1024), "k".repeat(1025),
                "\ud83d", "sha256:" + "0".repeat(64))
                .flatMap(key -> Stream.of(KeyForm.PLAIN, new KeyForm("2026-02", false), new KeyForm(null, true),
                        new KeyForm("2026-02", true))
                        .map(form -> "idempotency:events:orders.on:" + form.stored(key)))
                .collect(Collectors.joining("\n", "", "\n")));
    }
}
