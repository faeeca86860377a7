package io.quarkiverse.eventidempotency.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;

/** Which declarations leave the class of a value open. */
class StoredTypesTest {

    private static final ObjectMapper MAPPER = ResultMapper.of(new ObjectMapper().findAndRegisterModules());

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "object     | it is declared as java.lang.Object",
            "number     | it is declared as java.lang.Number",
            "serial     | it is declared as java.io.Serializable",
            "comparable | it is declared as java.lang.Comparable",
            "map        | a value of it is declared as java.lang.Object",
            "keys       | a key of it is declared as java.lang.Object",
            "list       | a value of it is declared as java.lang.Object",
            "array      | a value of it is declared as java.lang.Object",
            "maybe      | a value of it is declared as java.lang.Number",
            "deep       | a value of it is declared as java.lang.Object",
            "component  | the member total of org.acme.Component is declared as java.lang.Number",
            "field      | the member value of org.acme.Field is declared as java.lang.Object",
            "getter     | the member value of org.acme.Getter is declared as java.lang.Object",
            "inherited  | the member value of org.acme.Inherited is declared as java.lang.Object",
            "nested     | the member total of org.acme.Component is declared as java.lang.Number",
            "raw        | a value of the member list of org.acme.Raw is declared as java.lang.Object",
            "any        | a value of @JsonAnySetter in org.acme.Any is declared as java.lang.Object",
            "box        | the member value of org.acme.Box is declared as java.lang.Number",
            "boxed      | the member value of org.acme.Box is declared as java.lang.Object",
            "shape      | the member size of org.acme.Circle is declared as java.lang.Number",
            "unknown    | a type argument of it is declared as java.lang.Object",
            "cycle      | the member value of org.acme.Cycle is declared as java.io.Serializable" })
    void refuses(String method, String problem) throws Exception {
        assertThat(problem(method)).startsWith(problem.replace("org.acme.", StoredTypesTest.class.getName() + "$"));
    }

    static Stream<String> accepted() {
        return Stream.of("text", "texts", "json", "typed", "typedList", "as", "using", "usingClass", "ignored", "delegating",
                "value", "setter", "failure", "box2", "enums", "times", "self", "anyClass");
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void accepts(String method) throws Exception {
        assertThat(problem(method)).isNull();
    }

    private static String problem(String name) throws Exception {
        Method method = Stream.of(Results.class.getDeclaredMethods()).filter(m -> m.getName().equals(name)).findFirst()
                .orElseThrow();
        Type type = method.getGenericReturnType();
        return new StoredTypes(MAPPER, c -> c.getName().startsWith(StoredTypesTest.class.getName()))
                .problem(MAPPER.constructType(type));
    }

    @SuppressWarnings("rawtypes")
    interface Results {

        Object object();

        Number number();

        Serializable serial();

        Comparable<String> comparable();

        Map<String, Object> map();

        Map<Object, String> keys();

        List<Object> list();

        Object[] array();

        Optional<Number> maybe();

        Map<String, List<Map<String, Object>>> deep();

        Component component();

        Field field();

        Getter getter();

        Inherited inherited();

        Nested nested();

        Raw raw();

        Any any();

        Box<Number> box();

        Box boxed();

        Shape shape();

        ThreadLocal<Object> unknown();

        Cycle cycle();

        String text();

        Map<UUID, List<Optional<BigDecimal>>> texts();

        JsonNode json();

        Typed typed();

        TypedList typedList();

        As as();

        Using using();

        UsingClass usingClass();

        Ignored ignored();

        Delegating delegating();

        Value value();

        Setter setter();

        IllegalStateException failure();

        Box<Box<String>> box2();

        EnumMap<TimeUnit, OptionalInt> enums();

        Times times();

        Self self();

        Class<?> anyClass();
    }

    record Component(String id, Number total) {
    }

    static class Field {
        public Object value;
    }

    static class Getter {

        private Object value;

        public Object getValue() {
            return value;
        }
    }

    static class Inherited extends Getter {
        public String id;
    }

    record Nested(List<Map<String, Component>> components) {
    }

    @SuppressWarnings("rawtypes")
    record Raw(List list) {
    }

    static class Any {

        public String id;

        private final Map<String, Object> others = new HashMap<>();

        @JsonAnySetter
        public void set(String name, Object value) {
            others.put(name, value);
        }
    }

    record Box<T>(T value) {
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({ @JsonSubTypes.Type(Circle.class), @JsonSubTypes.Type(Square.class) })
    sealed interface Shape {
    }

    record Circle(Number size) implements Shape {
    }

    record Square(int size) implements Shape {
    }

    record Cycle(Cycle next, Serializable value) {
    }

    record Typed(@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) Object value) {
    }

    record TypedList(@JsonTypeInfo(use = JsonTypeInfo.Id.CLASS) List<Object> values) {
    }

    record As(@JsonDeserialize(as = Integer.class) Number value,
            @JsonDeserialize(contentAs = String.class) List<Object> values) {
    }

    static class Own extends JsonDeserializer<Object> {

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return parser.getText();
        }
    }

    record Using(@JsonDeserialize(using = Own.class) Object value,
            @JsonDeserialize(contentUsing = Own.class) Map<String, Object> values) {
    }

    @JsonDeserialize(using = Own.class)
    static class UsingClass {
        public Object value;
    }

    static class Ignored {

        @JsonIgnore
        public Object value;

        @JsonProperty(access = JsonProperty.Access.READ_ONLY)
        public Object readOnly;

        private Object hidden;

        transient Object passing;
    }

    static class Delegating {

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Delegating of(Map<String, Object> values) {
            return new Delegating();
        }
    }

    record Value(@JsonValue String text) {

        @JsonCreator
        static Value of(String text) {
            return new Value(text);
        }
    }

    static class Setter {

        private String value;

        public Object getValue() {
            return value;
        }

        public void setValue(String value) {
            this.value = value;
        }
    }

    record Times(Instant at, Map<Instant, byte[]> parts, int count) {
    }

    record Self(Self next, List<Self> others) {
    }
}
