package io.quarkiverse.eventidempotency.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.spi.GoldenFile;

/** Results and fingerprints, byte for byte as earlier releases wrote them, whatever library writes JSON. */
class GoldenResultsTest {

    record Line(String article, int quantity, BigDecimal price) {
    }

    record Order(UUID id, Optional<String> note, DayOfWeek day, List<Line> lines, Map<String, Line> byName, long[] numbers,
            String nothing) {
    }

    record Decimals(BigDecimal price, BigDecimal large, BigDecimal small, double ratio, float share) {
    }

    record Integers(long max, long min, BigInteger large, byte[] bytes) {
    }

    record Times(Instant at, LocalDate date, LocalDateTime local, OffsetDateTime offset, Duration took) {
    }

    record Texts(String text, char letter, List<String> some) {
    }

    record Optionals(Optional<Integer> present, Optional<Integer> absent, String nothing) {
    }

    private final ObjectMapper mapper = ResultMapper.of(new ObjectMapper().findAndRegisterModules());

    static Stream<Map.Entry<String, Object>> values() {
        Line line = new Line("tea", 2, new BigDecimal("1.10"));
        Map<String, Line> byName = new LinkedHashMap<>();
        byName.put("z", line);
        byName.put("a", line);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("decimals", new Decimals(new BigDecimal("1.10"), new BigDecimal("12345678901234567890.123456789"),
                new BigDecimal("1E-20"), 0.1, 1.5f));
        values.put("integers",
                new Integers(Long.MAX_VALUE, Long.MIN_VALUE, new BigInteger("123456789012345678901234567890"),
                        new byte[] { 0, 1, -1 }));
        values.put("times", new Times(Instant.parse("2026-01-02T03:04:05.000000006Z"), LocalDate.of(2026, 1, 2),
                LocalDateTime.of(2026, 1, 2, 3, 4, 5, 600_000_000), OffsetDateTime.parse("2026-01-02T03:04:05+05:30"),
                Duration.ofMillis(90_061_001)));
        values.put("texts", new Texts("caf\u00e9 \u65e5\u672c \ud83d\ude00 \"q\" \\ / \n\t\u0001\u007f\u2028", '\u00e9',
                Arrays.asList("", null, "x")));
        values.put("optionals", new Optionals(Optional.of(1), Optional.empty(), null));
        values.put("nested", new Order(UUID.fromString("6f0c1a52-0d43-4c3a-9f0e-2f6d3a1b7c11"), Optional.of("soon"),
                DayOfWeek.FRIDAY, List.of(line), byName, new long[] { 1, 2 }, null));
        return values.entrySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void resultIsWrittenAsBeforeAndComesBack(Map.Entry<String, Object> value) throws Exception {
        String written = mapper.writeValueAsString(value.getValue());
        String golden = new GoldenFile("results/" + value.getKey() + ".json").matches(written);
        Object read = mapper.readValue(golden, value.getValue().getClass());
        assertThat(read).usingRecursiveComparison().isEqualTo(value.getValue());
    }

    @Test
    void fingerprintIsTakenAsBefore() throws Exception {
        Fingerprints fingerprints = new Fingerprints(new ObjectMapper().findAndRegisterModules());
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, Object> value : values().toList()) {
            lines.append(value.getKey()).append(' ').append(fingerprints.of(value.getValue())).append(' ')
                    .append(fingerprints.canonical(value.getValue())).append('\n');
        }
        new GoldenFile("fingerprints.txt").matches(lines.toString());
    }
}
