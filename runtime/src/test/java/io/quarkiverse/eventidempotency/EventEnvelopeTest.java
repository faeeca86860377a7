package io.quarkiverse.eventidempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

class EventEnvelopeTest {

    private static final TypeReference<EventEnvelope<Map<String, Object>>> TYPE = new TypeReference<>() {
    };

    private static JsonMapper.Builder mapper() {
        return JsonMapper.builder().addModule(new JavaTimeModule());
    }

    private static EventEnvelope<Map<String, Object>> occurredAt(String json) throws JsonProcessingException {
        return mapper().build().readValue(
                "{\"event_id\":\"e\",\"event_type\":\"t\",\"payload\":{},\"occurred_at\":" + json + "}",
                TYPE);
    }

    static Stream<JsonMapper> mappers() {
        return Stream.of(mapper().disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS).build(),
                mapper().enable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS).build(),
                mapper().enable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                        .disable(SerializationFeature.WRITE_DATE_TIMESTAMPS_AS_NANOSECONDS)
                        .disable(DeserializationFeature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS).build());
    }

    @ParameterizedTest
    @MethodSource("mappers")
    void whatAMapperWritesItReads(JsonMapper mapper) throws JsonProcessingException {
        EventEnvelope<Map<String, Object>> envelope = new EventEnvelope<>("e", "t", 2, "tenant", "c",
                Instant.parse("2026-01-02T03:04:05.678Z"), "s", "p", Map.of("a", 1), "k");
        assertThat(mapper.readValue(mapper.writeValueAsString(envelope), TYPE)).isEqualTo(envelope);
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"2026-01-02T03:04:05\"", "\"2026-01-02T03:04:05Z\"", "\"2026-01-02T05:04:05+02:00\"",
            "1767323045",
            "1767323045.000000000" })
    void timesAreReadAsOthersWriteThem(String json) throws JsonProcessingException {
        assertThat(occurredAt(json).occurredAt()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"yesterday\"", "\"\"", "true", "\"2026-01-02\"" })
    void whatIsNoTimeIsRefused(String json) {
        assertThatThrownBy(() -> occurredAt(json)).isInstanceOf(InvalidFormatException.class)
                .hasMessageContaining("occurred_at must be an ISO-8601 time");
    }

    @Test
    void noTimeIsNone() throws JsonProcessingException {
        assertThat(occurredAt("null").occurredAt()).isNull();
    }
}
