package io.quarkiverse.eventidempotency.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.runtime.Fuzz;

class EventEnvelopeFuzzTest {

    private static final String ENVELOPE = "{\"event_id\":\"e-1\",\"event_type\":\"order.placed\",\"event_version\":2,\"tenant_id\":\"t-1\","
            + "\"correlation_id\":null,\"occurred_at\":\"2026-01-02T03:04:05Z\",\"schema_ref\":\"s\",\"producer\":\"shop\","
            + "\"payload\":{\"id\":\"order-1\",\"lines\":[1,2.5,true,null]},\"idempotency_key\":\"order-1\"}";

    @Test
    void anyTextIsAnEnvelopeThatNamesItsEventOrARefusal() {
        Fuzz fuzz = new Fuzz("envelopes", 30_000);
        ObjectMapper json = new ObjectMapper();
        int envelopes = 0;
        int refused = 0;
        for (int i = 0; i < fuzz.times(); i++) {
            String text = fuzz.chance(0.1) ? fuzz.text(20) : fuzz.damaged(ENVELOPE);
            try {
                EventEnvelope<Map<String, Object>> envelope = json.readValue(text, new TypeReference<>() {
                });
                if (envelope == null) {
                    continue; // the JSON value null
                }
                assertThat(envelope.eventId()).as(text).matches(id -> id == null || !id.isBlank());
                assertThat(envelope.idempotencyKey()).as(text).matches(key -> key == null || !key.isBlank());
                assertThat(envelope.eventType()).as(text).isNotBlank();
                assertThat(envelope.eventVersion()).as(text).isNotNull();
                assertThat(envelope.payload()).as(text).isNotNull();
                envelopes++;
            } catch (JsonProcessingException told) {
                assertThat(told.getMessage()).as(text).isNotBlank();
                refused++;
            }
        }
        assertThat(envelopes).isGreaterThan(fuzz.times() / 20);
        assertThat(refused).isGreaterThan(fuzz.times() / 20);
    }
}
