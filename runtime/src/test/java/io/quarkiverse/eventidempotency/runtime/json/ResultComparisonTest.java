package io.quarkiverse.eventidempotency.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.annotation.JsonBackReference;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonManagedReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** The differences that the comparison of a result with its copy reports, and those it ignores. */
class ResultComparisonTest {

    private static final ObjectMapper MAPPER = ResultMapper.of(JsonMapper.builder().findAndAddModules()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build());

    private static final AtomicLong CLOCK = new AtomicLong();

    private static String difference(Object result) throws Exception {
        Class<?> type = result.getClass().isAnonymousClass() ? result.getClass().getSuperclass() : result.getClass();
        JacksonResults results = new JacksonResults(MAPPER, type);
        return results.difference(result, results.encode(result));
    }

    static Stream<Object> unchanged() {
        Cached cached = new Cached();
        cached.json = JsonNodeFactory.instance.objectNode().put("a", 1L);
        cached.upper();
        return Stream.of(family(), new Aged(), new Aged[] { new Aged() }, new Stamped(), new Guarded(new Strict()), cached,
                new Cached() {
                }, new Failing(), new Priced(new BigDecimal("1.10")),
                IntStream.range(0, 20_000).mapToObj(i -> new Created(Instant.ofEpochSecond(i))).toArray(Created[]::new));
    }

    @ParameterizedTest
    @MethodSource("unchanged")
    void reportsNothing(Object result) throws Exception {
        assertThat(difference(result)).isNull();
    }

    @Test
    void reportsIgnoredMemberBesideFailingEquals() throws Exception {
        Failing failing = new Failing();
        failing.cause = "x";
        assertThat(difference(failing)).startsWith("cause is not null, and null once it is read back");
    }

    @Test
    void reportsDigitsThatJsonTreeDrops() throws Exception {
        JsonNode tree = JsonNodeFactory.instance.objectNode().put("a", new BigDecimal("0.12345678901234567890123"));
        JacksonResults results = new JacksonResults(MAPPER, JsonNode.class);
        assertThat(results.difference(tree, results.encode(tree)))
                .isEqualTo("a is written as 0.12345678901234567890123, and read back as 0.12345678901234568");
    }

    private static Parent family() {
        Parent parent = new Parent();
        Child child = new Child();
        child.parent = parent;
        parent.children.add(child);
        return parent;
    }

    /** As Lombok writes it for entities that refer to each other: it calls itself for ever. */
    static class Parent {

        @JsonManagedReference
        public List<Child> children = new ArrayList<>();

        @Override
        public boolean equals(Object other) {
            return other instanceof Parent p && children.equals(p.children);
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    static class Child {

        public String id = "c";

        @JsonBackReference
        public Parent parent;

        @Override
        public boolean equals(Object other) {
            return other instanceof Child c && id.equals(c.id) && Objects.equals(parent, c.parent);
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    static class Aged {

        public String id = "1";

        public long getAge() {
            return CLOCK.incrementAndGet();
        }
    }

    record Created(Instant at) {
    }

    /** Holds what Jackson does not write and no {@code equals} compares. */
    static class Stamped {

        public String id = "1";
        private final Created created = new Created(Instant.ofEpochSecond(CLOCK.incrementAndGet()));
    }

    interface Check {
    }

    static class Strict implements Check {
    }

    static class Lenient implements Check {
    }

    static class Guarded {

        public String id = "1";
        private final Check check;

        Guarded() {
            this(new Lenient());
        }

        Guarded(Check check) {
            this.check = check;
        }
    }

    /** A tree of JSON comes back with other classes of numbers, and differs although nothing is lost. */
    static class Cached {

        public String id = "a";
        public JsonNode json;
        private String upper;

        String upper() {
            upper = id.toUpperCase(Locale.ROOT);
            return upper;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Cached c && id.equals(c.id) && Objects.equals(json, c.json);
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    static class Failing {

        public String id = "1";

        @JsonIgnore
        public String cause;

        @Override
        public boolean equals(Object other) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    record Priced(BigDecimal net) {

        public BigDecimal getGross() {
            return net.multiply(BigDecimal.TEN);
        }
    }
}
