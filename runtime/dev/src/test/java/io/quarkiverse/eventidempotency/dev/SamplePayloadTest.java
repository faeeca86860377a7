package io.quarkiverse.eventidempotency.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

class SamplePayloadTest {

    private final ObjectMapper mapper = new ObjectMapper().registerModule(new JavaTimeModule()).registerModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);

    enum Color {
        RED,
        BLUE
    }

    record Line(String sku, int count) {
    }

    record Plain(String id, int i, Long l, double d, boolean b, char c, BigDecimal price, UUID uuid, URI link, byte[] bytes,
            Color color) {
    }

    record Times(Instant at, LocalDate on, OffsetDateTime offset, ZonedDateTime zoned, Duration took, ZoneId zone) {
    }

    record Nested(List<Line> lines, Set<Color> colors, Line[] array, Map<String, Line> byName, EnumMap<Color, Integer> byColor,
            Optional<Line> perhaps, Object anything, JsonNode tree) {
    }

    record Tree(String name, Tree parent, List<Tree> children, Map<String, Tree> named, Optional<Tree> twin) {
    }

    record Boxed<T>(T item, Boxed<List<T>> next) {
    }

    record Wide(Wider a, Wider b, Wider c, Wider d, Wider e, Wider f) {
    }

    record Wider(Widest<Integer> a, Widest<String> b, Widest<Long> c, Widest<Double> d, Widest<Color> e, Widest<Line> f) {
    }

    record Widest<T>(T a, List<T> b, Map<String, T> c, T d, T e, T f) {
    }

    record Id(@JsonValue String value) {
    }

    record Identified(Id id, @JsonProperty("order_no") int number) {
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({ @JsonSubTypes.Type(value = Circle.class, name = "circle"), @JsonSubTypes.Type(Square.class) })
    interface Shape {
    }

    record Circle(int radius) implements Shape {
    }

    record Square(int side) implements Shape {
    }

    public static class Bean {

        public String open;
        private int count;
        private String secret;

        public int getCount() {
            return count;
        }

        public void setCount(int count) {
            this.count = count;
        }

        @JsonIgnore
        public String getSecret() {
            return secret;
        }

        public void setSecret(String secret) {
            this.secret = secret;
        }

        public String getOnlyRead() {
            return open;
        }
    }

    private JsonNode sample(JavaType type) throws Exception {
        JsonNode sample = SamplePayload.of(type, "text", mapper);
        assertThat((Object) mapper.readValue(sample.toString(), type)).isNotNull();
        return sample;
    }

    private String sample(Class<?> type) throws Exception {
        return sample(mapper.constructType(type)).toString();
    }

    @Test
    void valuesAreAsTheMapperReadsThem() throws Exception {
        assertThat(sample(Plain.class))
                .isEqualTo("{\"id\":\"id-1\",\"i\":1,\"l\":1,\"d\":1.5,\"b\":true,\"c\":\"a\",\"price\":1.5,"
                        + "\"uuid\":\"00000000-0000-4000-8000-000000000001\",\"link\":\"https://example.org/\",\"bytes\":\"AQID\","
                        + "\"color\":\"RED\"}");
        assertThat(sample(Times.class)).isEqualTo("{\"at\":\"2026-01-31T12:30:00Z\",\"on\":\"2026-01-31\","
                + "\"offset\":\"2026-01-31T12:30:00Z\",\"zoned\":\"2026-01-31T12:30:00Z\",\"took\":\"PT1M\",\"zone\":\"UTC\"}");
        assertThat(sample(String.class)).isEqualTo("\"text\"");
        assertThat(sample(int.class)).isEqualTo("1");
        assertThat(sample(Color.class)).isEqualTo("\"RED\"");
        assertThat(sample(Object.class)).isEqualTo("{}");
    }

    @Test
    void whatIsInsideIsTold() throws Exception {
        assertThat(sample(Nested.class)).isEqualTo("{\"lines\":[{\"sku\":\"sku-1\",\"count\":1}],\"colors\":[\"RED\"],"
                + "\"array\":[{\"sku\":\"sku-1\",\"count\":1}],\"byName\":{\"key-1\":{\"sku\":\"sku-1\",\"count\":1}},"
                + "\"byColor\":{\"RED\":1},\"perhaps\":{\"sku\":\"sku-1\",\"count\":1},\"anything\":{},\"tree\":{}}");
        assertThat(sample(mapper.constructType(new TypeReference<Map<String, List<Line>>>() {
        })).toString()).isEqualTo("{\"key-1\":[{\"sku\":\"sku-1\",\"count\":1}]}");
    }

    @Test
    void anEndIsThere() throws Exception {
        assertThat(sample(Tree.class)).isEqualTo(
                "{\"name\":\"name-1\",\"parent\":null,\"children\":[],\"named\":{\"key-1\":null},\"twin\":null}");
        JavaType endless = mapper.constructType(new TypeReference<Boxed<String>>() { // which Jackson cannot read
        });
        assertThat(SamplePayload.of(endless, "text", mapper).toString()).hasSizeLessThan(400);
        assertThat(sample(Wide.class)).hasSizeLessThan(10_000);
    }

    @Test
    void jacksonsNamesAndWaysAreTaken() throws Exception {
        assertThat(sample(Bean.class)).isEqualTo("{\"open\":\"open-1\",\"count\":1}");
        assertThat(SamplePayload.of(mapper.constructType(Identified.class), "text", mapper).toString())
                .isEqualTo("{\"id\":\"id-1\",\"order_no\":1}");
        assertThat(sample(Shape.class)).isEqualTo("{\"kind\":\"circle\",\"radius\":1}");
        mapper.setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        assertThat(sample(Nested.class)).contains("\"by_color\"");
    }
}
