package io.quarkiverse.eventidempotency.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Currency;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;

import io.quarkiverse.eventidempotency.runtime.messaging.connectors.KafkaResultTypes;
import io.smallrye.reactive.messaging.kafka.Record;

/** A result comes back as it was, whatever the application's mapper is set to. */
class ResultRoundTripTest {

    private static final ZonedDateTime NIGHT = ZonedDateTime.of(LocalDateTime.of(2026, 3, 1, 0, 30),
            ZoneId.of("Europe/Berlin"));
    private static final ZonedDateTime SECOND_HALF_PAST_TWO = ZonedDateTime
            .of(LocalDateTime.of(2026, 10, 25, 2, 30), ZoneId.of("Europe/Berlin")).withLaterOffsetAtOverlap();
    private static final OffsetDateTime OFFSET = OffsetDateTime.parse("2026-03-01T00:30:00.000000001+05:30");

    record Times(OffsetDateTime offset, ZonedDateTime zoned, Map<ZonedDateTime, OffsetDateTime> byTime,
            Map<OffsetDateTime, List<ZonedDateTime>> byOffset, Optional<OffsetDateTime> maybe) {
    }

    record Empties(OptionalInt number, OptionalLong big, OptionalDouble real, Optional<String> text,
            List<OptionalInt> numbers, Map<String, Optional<String>> texts, List<String> none, JsonNode json) {
    }

    record Formatted(@JsonFormat(pattern = "yyyy-MM-dd HH:mm") Timestamp at) {
    }

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record NonEmpty(List<String> list, String text, Optional<String> maybe, Map<String, List<String>> lists) {
    }

    record NonDefault(@JsonInclude(JsonInclude.Include.NON_DEFAULT) Integer number,
            @JsonInclude(content = JsonInclude.Include.NON_EMPTY) Map<String, String> texts) {
    }

    static Stream<ObjectMapper> mappers() {
        return Stream.of(quarkus(), new ObjectMapper().findAndRegisterModules(),
                quarkus().setTimeZone(TimeZone.getTimeZone("Asia/Tokyo"))
                        .setSerializationInclusion(JsonInclude.Include.NON_EMPTY)
                        .enable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                        .disable(SerializationFeature.WRITE_DATE_TIMESTAMPS_AS_NANOSECONDS)
                        .disable(DeserializationFeature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS),
                quarkus().enable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                        SerializationFeature.WRITE_DATE_KEYS_AS_TIMESTAMPS));
    }

    private static ObjectMapper quarkus() {
        return JsonMapper.builder().findAndAddModules().disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    }

    static Stream<Arguments> values() {
        return Stream.of(
                value(OffsetDateTime.class, OFFSET),
                value(ZonedDateTime.class, NIGHT),
                value(ZonedDateTime.class, SECOND_HALF_PAST_TWO),
                value(ZonedDateTime.class, NIGHT.withZoneSameInstant(ZoneId.of("UTC"))),
                value(ZonedDateTime.class, NIGHT.withZoneSameInstant(ZoneId.of("Etc/UTC"))),
                value(ZonedDateTime.class, NIGHT.withZoneSameInstant(ZoneId.of("GMT+2"))),
                value(ZonedDateTime.class, NIGHT.withZoneSameInstant(ZoneOffset.ofHours(-3))),
                value(Times.class, new Times(OFFSET, NIGHT, Map.of(NIGHT, OFFSET), Map.of(OFFSET, List.of(NIGHT)),
                        Optional.of(OFFSET))),
                value(OffsetTime.class, OffsetTime.parse("00:30:00.000000001+05:30")),
                value(Instant.class, Instant.parse("2026-03-01T00:30:00.000000001Z")),
                value(LocalDateTime.class, LocalDateTime.parse("2026-03-01T00:30:00.000000001")),
                value(LocalTime.class, LocalTime.parse("00:30:00.000000001")),
                value(LocalDate.class, LocalDate.parse("2026-03-01")),
                value(Duration.class, Duration.ofNanos(-1)),
                value(Period.class, Period.of(1, -14, 3)),
                value(Year.class, Year.of(2026)),
                value(YearMonth.class, YearMonth.of(2026, 3)),
                value(MonthDay.class, MonthDay.of(2, 29)),
                value(Month.class, Month.MARCH),
                value(DayOfWeek.class, DayOfWeek.SUNDAY),
                value(ZoneId.class, ZoneId.of("Europe/Berlin")),
                value(ZoneOffset.class, ZoneOffset.ofHoursMinutes(5, 30)),
                value(Timestamp.class, timestamp()),
                value(new TypeReference<List<Timestamp>>() {
                }.getType(), List.of(timestamp())),
                value(Date.class, Date.valueOf("2026-03-01")),
                value(Date.class, new Date(1_772_325_000_123L)),
                value(Time.class, Time.valueOf("00:30:00")),
                value(Time.class, new Time(1_772_325_000_123L)),
                value(java.util.Date.class, new java.util.Date(1_772_325_000_123L)),
                value(Calendar.class, calendar()),
                value(GregorianCalendar.class, calendar()),
                value(Double.class, Double.NaN),
                value(Float.class, Float.NEGATIVE_INFINITY),
                value(Double.class, -0.0),
                value(BigDecimal.class, new BigDecimal("1.500")),
                value(BigDecimal.class, new BigDecimal("1E+3")),
                value(BigInteger.class, new BigInteger("123456789012345678901234567890")),
                value(Long.class, Long.MAX_VALUE),
                value(Character.class, '\0'),
                value(byte[].class, new byte[] { -1, 0, 1 }),
                value(char[].class, new char[] { 'a', '\0' }),
                value(Locale.class, Locale.forLanguageTag("zh-Hant-TW")),
                value(Locale.class, Locale.ROOT),
                value(Currency.class, Currency.getInstance("EUR")),
                value(TimeZone.class, TimeZone.getTimeZone("Europe/Berlin")),
                value(UUID.class, new UUID(1, 2)),
                value(URI.class, URI.create("urn:a")),
                value(new TypeReference<Map<LocalDate, Set<Month>>>() {
                }.getType(), Map.of(LocalDate.parse("2026-03-01"), Set.of(Month.MAY))),
                value(OptionalInt.class, OptionalInt.empty()),
                value(OptionalLong.class, OptionalLong.empty()),
                value(OptionalDouble.class, OptionalDouble.empty()),
                value(OptionalInt.class, OptionalInt.of(0)),
                value(JsonNode.class, NullNode.getInstance()),
                value(JsonNode.class, JsonNodeFactory.instance.objectNode().putNull("a").put("b", 1)),
                value(new TypeReference<Optional<Void>>() {
                }.getType(), Optional.empty()),
                value(maybe(String.class), Optional.empty()),
                value(maybe(String.class), Optional.of("")),
                value(maybe(maybe(String.class)), Optional.empty()),
                value(maybe(maybe(String.class)), Optional.of(Optional.empty())),
                value(maybe(maybe(String.class)), Optional.of(Optional.of("a"))),
                value(maybe(maybe(maybe(String.class))), Optional.of(Optional.of(Optional.empty()))),
                value(maybe(OptionalInt.class), Optional.empty()),
                value(maybe(OptionalInt.class), Optional.of(OptionalInt.empty())),
                value(maybe(OptionalInt.class), Optional.of(OptionalInt.of(7))),
                value(maybe(JsonNode.class), Optional.empty()),
                value(maybe(JsonNode.class), Optional.of(NullNode.getInstance())),
                value(maybe(JsonNode.class), Optional.of(JsonNodeFactory.instance.objectNode().put("a", 1))),
                value(maybe(JsonNode.class), Optional.of(JsonNodeFactory.instance.objectNode().put("@present", 1))),
                value(maybe(maybe(JsonNode.class)),
                        Optional.of(Optional.of(JsonNodeFactory.instance.objectNode().put("@present", 1)))),
                value(new TypeReference<List<Optional<String>>>() {
                }.getType(), List.of(Optional.empty(), Optional.of("a"))),
                value(new TypeReference<List<Optional<OptionalInt>>>() {
                }.getType(), List.of(Optional.empty(), Optional.of(OptionalInt.empty()))),
                value(NonEmpty.class, new NonEmpty(List.of(), "", Optional.empty(), Map.of("a", List.of()))),
                value(NonDefault.class, new NonDefault(0, Map.of("a", ""))),
                value(Empties.class, new Empties(OptionalInt.empty(), OptionalLong.empty(), OptionalDouble.empty(),
                        Optional.empty(), List.of(OptionalInt.empty(), OptionalInt.of(1)), Map.of("a", Optional.empty()),
                        List.of(), NullNode.getInstance())));
    }

    private static Arguments value(Type type, Object value) {
        return Arguments.of(type, value);
    }

    private static Type maybe(Type type) {
        return new ParameterizedType() {

            @Override
            public Type[] getActualTypeArguments() {
                return new Type[] { type };
            }

            @Override
            public Type getRawType() {
                return Optional.class;
            }

            @Override
            public Type getOwnerType() {
                return null;
            }
        };
    }

    private static Timestamp timestamp() {
        return Timestamp.from(Instant.parse("2026-03-01T00:30:00.123456789Z"));
    }

    private static GregorianCalendar calendar() {
        GregorianCalendar calendar = new GregorianCalendar(TimeZone.getTimeZone("Europe/Berlin"));
        calendar.setTimeInMillis(1_772_325_000_123L);
        return calendar;
    }

    @ParameterizedTest
    @MethodSource("values")
    void comesBackEqual(Type type, Object value) throws Exception {
        for (ObjectMapper application : mappers().toList()) {
            JacksonResults results = new JacksonResults(ResultMapper.of(application), type);
            Object back = results.decode(results.encode(value));
            assertThat(back).as(results.encode(value)).isEqualTo(value);
            if (value instanceof Timestamp timestamp) {
                assertThat(((Timestamp) back).getNanos()).isEqualTo(timestamp.getNanos());
            }
        }
    }

    @Test
    void skippedDeliveryGetsEmptyValue() {
        assertThat(skipped(OptionalInt.class)).isEqualTo(OptionalInt.empty());
        assertThat(skipped(OptionalLong.class)).isEqualTo(OptionalLong.empty());
        assertThat(skipped(OptionalDouble.class)).isEqualTo(OptionalDouble.empty());
        assertThat(skipped(maybe(String.class))).isEqualTo(Optional.empty());
        assertThat(skipped(maybe(maybe(String.class)))).isEqualTo(Optional.empty());
        assertThat(skipped(JsonNode.class)).isEqualTo(NullNode.getInstance());
        assertThat(skipped(int.class)).isEqualTo(0);
        assertThat(skipped(String.class)).isNull();
        assertThat(skipped(Void.class)).isNull();
    }

    private static Object skipped(Type type) {
        return new JacksonResults(ResultMapper.of(quarkus()), type).empty();
    }

    /** Written before with the application's settings: another format, and by others less exactly. */
    @Test
    void readsResultsWrittenWithApplicationsSettings() throws Exception {
        for (ObjectMapper application : mappers().toList()) {
            for (Object value : List.of(NIGHT, OFFSET, timestamp(), Date.valueOf("2026-03-01"), calendar(),
                    Duration.ofSeconds(3), LocalDate.parse("2026-03-01"), new java.util.Date(5))) {
                JacksonResults results = new JacksonResults(ResultMapper.of(application), value.getClass());
                assertThat(results.decode(application.writeValueAsString(value))).isInstanceOf(value.getClass());
            }
        }
    }

    @Test
    void recordOfKafkaComesBack() throws Exception {
        ObjectMapper mapper = ResultMapper.of(quarkus());
        new KafkaResultTypes().teach(mapper);
        Type type = new TypeReference<Record<UUID, OffsetDateTime>>() {
        }.getType();
        JacksonResults results = new JacksonResults(mapper, type);
        Record<UUID, OffsetDateTime> record = Record.of(new UUID(1, 2), OFFSET);
        String json = results.encode(record);
        assertThat(results.decode(json)).usingRecursiveComparison().isEqualTo(record);
        assertThat(results.difference(record, json)).isNull();
        assertThat(new StoredTypes(mapper, c -> true).problem(mapper.constructType(type))).isNull();
    }

    @Test
    void keepsFormatOfMember() throws Exception {
        JacksonResults results = new JacksonResults(ResultMapper.of(quarkus()), Formatted.class);
        Formatted formatted = new Formatted(Timestamp.from(Instant.parse("2026-03-01T00:30:00Z")));
        assertThat(results.encode(formatted)).isEqualTo("{\"at\":\"2026-03-01 00:30\"}");
        assertThat(results.decode(results.encode(formatted))).isEqualTo(formatted);
    }
}
