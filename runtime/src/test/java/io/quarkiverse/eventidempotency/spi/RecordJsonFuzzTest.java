package io.quarkiverse.eventidempotency.spi;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.runtime.Fuzz;

class RecordJsonFuzzTest {

    @Test
    void anyTextIsARecordOrNone() {
        Fuzz fuzz = new Fuzz("records", 50_000);
        String record = "{\"status\":\"completed\",\"owner\":\"a\",\"attempt\":1,\"fence\":2,\"lease_ms\":3,\"ttl_ms\":4,\"first_seen_at\":"
                + "\"2026-01-01T00:00:00Z\",\"result\":{\"a\":[1,2.5,\"x\"]},\"retryable\":false,\"error\":null}";
        for (int i = 0; i < fuzz.times(); i++) {
            String text = fuzz.chance(0.2) ? fuzz.text(20) : fuzz.damaged(record);
            assertThatCode(() -> RecordJson.parse(text)).as(text).doesNotThrowAnyException();
        }
    }
}
