package io.quarkiverse.eventidempotency.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;

class RecordJsonTest {

    @ParameterizedTest
    @ValueSource(strings = { "null", "true", "0", "-1.5e10", "12345678901234567890123", "\"a \\\" } , b\"", "\"\"", "[]", "{}",
            "[1,{\"result\":[]}]", "{\"a\": {\"b\" : [ 1 , 2 ]}}" })
    void resultIsCutOutAsItIsWhereverItStands(String result) {
        for (String json : new String[] {
                "{\"status\":\"completed\",\"owner\":\"x\",\"result\":" + result + "}",
                "{\"result\":" + result + ",\"status\":\"completed\"}",
                " { \"status\" : \"completed\" , \"result\" : " + result + " , \"error\" : null } " }) {
            IdempotencyRecord record = RecordJson.parse(json);
            assertThat(record).as(json).extracting("result", "hasResult").containsExactly(result, true);
        }
    }

    @Test
    void largeResultIsCutOutToo() {
        String result = "{\"é\":\"" + "ü".repeat(100_000) + "\"}";
        assertThat(RecordJson.parse("{\"status\":\"completed\",\"result\":" + result + ",\"node\":\"n\"}"))
                .extracting("result", "node").containsExactly(result, "n");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "text", "1", "null", "[]", "{}", "{\"status\":1}", "{\"status\":\"done\"}",
            "{\"status\":\"completed\"", "{\"status\":\"completed\"} x", "{\"status\":\"completed\",\"result\":}",
            "{\"status\":\"completed\"}\u0000", "{\"status\":\"completed\",\"node\":\"\u0000\"}" })
    void otherTextIsNoRecord(String json) {
        assertThat(RecordJson.parse(json)).isNull();
    }

    @Test
    void resultIsCutOutHoweverDeepItIs() {
        String result = "[".repeat(100_000) + "]".repeat(100_000);
        assertThat(RecordJson.parse("{\"status\":\"completed\",\"result\":" + result + ",\"node\":\"n\"}"))
                .extracting("result", "node").containsExactly(result, "n");
    }

    @Test
    void recordOfTheGuidesServicesIsRead() {
        IdempotencyRecord record = RecordJson.parse("""
                {"idempotency_key": "k", "event_id": "e", "event_type": "t", "status": "failed", "result": null,
                 "error": "boom", "first_seen_at": "2026-01-01T00:00:00", "completed_at": null}""");
        assertThat(record.status()).isEqualTo(RecordStatus.FAILED);
        assertThat(record.retryable()).isTrue();
        assertThat(record.scope()).isNull();
        assertThat(record.key()).isEqualTo("k");
        assertThat(record.error()).isEqualTo("boom");
        assertThat(record.attempt()).isEqualTo(1);
        assertThat(record.lease()).isNull();
    }

    @Test
    void aFirstAttemptBeginsWhenTheKeyIsFirstSeen() {
        String completed = "{\"status\":\"completed\",\"owner\":\"x\",\"attempt\":%d,\"first_seen_at\":\"2026-01-01T00:00:00Z\"}";
        assertThat(RecordJson.parse(completed.formatted(1)).startedAt()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(RecordJson.parse(completed.formatted(2)).startedAt()).isNull();
        assertThat(RecordJson.parse(completed.formatted(1).replace("completed", "processing")).startedAt()).isNull();
    }

    @Test
    void allMembersAreRead() {
        IdempotencyRecord record = RecordJson
                .parse("""
                        {"status":"failed","owner":"o","attempt":3,"fence":1767225600000001,"lease_ms":20000,"ttl_ms":60000,
                        "first_seen_at":"f","scope":"s","idempotency_key":"k","event_id":null,"started_at":"st","node":"n","trace_id":"t","span_id":"sp","unknown":[1],
                        "completed_at":"c","retryable":false,"error":"e","error_type":"QUARANTINED","fingerprint":"p"}""");
        assertThat(record).isEqualTo(new IdempotencyRecord(RecordStatus.FAILED, "o", 3, 1767225600000001L,
                Duration.ofSeconds(20), Duration.ofMinutes(1), "s", "k", null, null, "f", "st", "c", false, null, "e",
                "QUARANTINED", false, "p", "n", "t", "sp"));
    }

    @Test
    void textIsQuotedAsJson() {
        assertThat(RecordJson.quote("a\"\\\n\u0001é}")).isEqualTo("\"a\\\"\\\\\\n\\u0001é}\"");
        assertThat(RecordJson.quote(null)).isEqualTo("null");
    }
}
