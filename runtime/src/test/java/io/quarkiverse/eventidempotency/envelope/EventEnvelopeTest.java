package io.quarkiverse.eventidempotency.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.quarkiverse.eventidempotency.EventIdempotency;

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
            "1767323045", "1767323045.000000000",
            // str() in Python, of times with and without an offset
            "\"2026-01-02 03:04:05\"", "\"2026-01-02 03:04:05.000000+00:00\"", "\"2026-01-02 08:34:05+05:30\"",
            "\"2026-01-02T05:04:05+0200\"", "\"2026-01-02 03:04:05 UTC\"", "\"2026-01-02 05:04:05 +0200\"",
            "\"2026-01-02T05:04:05+02\"", "\" 2026-01-02t03:04:05z \"", "\"2026-01-02T04:04:05+01:00[Europe/Berlin]\"" })
    void timesAreReadAsOthersWriteThem(String json) throws JsonProcessingException {
        assertThat(occurredAt(json).occurredAt()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"yesterday\"", "\"\"", "true", "\"2026-01-02\"", "null", "{}", "[1,[2]]",
            "\"2026-02-30T00:00:00Z\"", "99999999999999999999" })
    void timeThatCannotBeReadIsNone(String json) throws JsonProcessingException {
        assertThat(occurredAt(json).occurredAt()).isNull();
    }

    private static EventEnvelope<Map<String, Object>> read(String members) throws JsonProcessingException {
        return mapper().build().readValue("{\"event_type\":\"t\"," + members + ",\"payload\":{\"a\":1}}", TYPE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', value = {
            "\"event_id\":\"e\",\"idempotency_key\":\"k\"      | k",
            "\"event_id\":\"e\",\"idempotency_key\":null       | e",
            "\"event_id\":\"e\",\"idempotency_key\":\"\"       | e",
            "\"event_id\":\"e\",\"idempotency_key\":\" \\t\"   | e",
            "\"event_id\":\"\",\"idempotency_key\":\"k\"       | k",
            "\"idempotency_key\":\"k\"                       | k",
            "\"event_id\":7                                | 7",
            "\"event_id\":\" e \"                          | ' e '",
            "\"event_id\":\" \",\"idempotency_key\":\" \"      | ",
            "\"idempotency_key\":\"\"                        | ",
    })
    void blankKeyMeansTheId(String members, String key) throws JsonProcessingException {
        assertThat(EventIdempotency.keyOf(read(members))).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({ "0,0", "-1,-1", "null,1", "2,2", "'\"3\"',3", "'\"v4\"',0", "5.0,5", "5.5,0", "1e30,0", "true,0", "{},0",
            "[7],0",
            "'\"\"',1", "12345678901,0" })
    void versionDoesNotFailAnEnvelope(String json, int version) throws JsonProcessingException {
        assertThat(read("\"event_version\":" + json).eventVersion()).isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(strings = { "tenant_id", "correlation_id", "schema_ref", "producer" })
    void informativeTextDoesNotFailAnEnvelope(String member) throws JsonProcessingException {
        for (String[] value : new String[][] { { "null", null }, { "{\"a\":{}}", null }, { "[[1]]", null }, { "7", "7" },
                { "true", "true" }, { "\" x\"", " x" } }) {
            EventEnvelope<Map<String, Object>> envelope = read(
                    "\"" + member + "\":" + value[0] + ",\"event_id\":\"e\",\"metadata\":null,\"other\":{\"a\":[]}");
            assertThat(Stream.of(envelope.tenantId(), envelope.correlationId(), envelope.schemaRef(), envelope.producer())
                    .filter(Objects::nonNull)).as(value[0]).isEqualTo(Stream.ofNullable(value[1]).toList());
            assertThat(envelope.payload()).as("what follows").isEqualTo(Map.of("a", 1));
        }
    }

    @ParameterizedTest
    @CsvSource({ "event_type,'{\"event_id\":\"e\",\"payload\":{}}'", "event_type,'{\"event_type\":\" \",\"payload\":{}}'",
            "payload,'{\"event_type\":\"t\",\"payload\":null}'" })
    void envelopeThatCannotBeHandledIsRefused(String member, String json) {
        assertThatThrownBy(() -> mapper().build().readValue(json, TYPE)).hasMessageContaining(member);
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void versionOfMillionsOfDigitsIsNotParsed() throws JsonProcessingException {
        assertThat(read("\"event_version\":\"" + "9".repeat(8_000_000) + '"').eventVersion()).isZero();
    }
}
