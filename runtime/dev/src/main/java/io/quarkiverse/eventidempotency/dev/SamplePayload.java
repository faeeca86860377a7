package io.quarkiverse.eventidempotency.dev;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
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
import java.util.ArrayDeque;
import java.util.Date;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Makes a JSON text of a type for people to begin with, by what Jackson knows of the type: with its names, and what it leaves
 * out. A type that is inside of itself is {@code null} there, and there is an end to how deep and how large it gets.
 */
final class SamplePayload {

    private static final int DEEPEST = 6;
    private static final int MOST_VALUES = 300;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Instant WHEN = Instant.parse("2026-01-31T12:30:00Z");

    /** Written by the application's mapper, so that they are as it reads them. */
    private static final List<Object> VALUES = List.of(new UUID(0x4000L, 0x8000_0000_0000_0001L), new BigDecimal("1.5"),
            BigInteger.ONE, URI.create("https://example.org/"), WHEN, LocalDate.ofInstant(WHEN, ZoneOffset.UTC),
            LocalTime.ofInstant(WHEN, ZoneOffset.UTC), LocalDateTime.ofInstant(WHEN, ZoneOffset.UTC),
            OffsetDateTime.ofInstant(WHEN, ZoneOffset.UTC), ZonedDateTime.ofInstant(WHEN, ZoneOffset.UTC),
            OffsetTime.ofInstant(WHEN, ZoneOffset.UTC), Duration.ofMinutes(1), Period.ofDays(1), Year.of(2026),
            YearMonth.of(2026, 1), MonthDay.of(1, 31), DayOfWeek.SATURDAY, Month.JANUARY, ZoneOffset.UTC, Date.from(WHEN));

    private static final Map<String, JsonNode> TREES = Map.of("io.vertx.core.json.JsonObject", NODES.objectNode(),
            "io.vertx.core.json.JsonArray", NODES.arrayNode(), "com.fasterxml.jackson.databind.node.ArrayNode",
            NODES.arrayNode());

    private final ObjectMapper mapper;
    private final Deque<JavaType> around = new ArrayDeque<>();
    private int values;

    private SamplePayload(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** {@return a value of the type, which texts in it are named after} */
    static JsonNode of(JavaType type, String name, ObjectMapper mapper) {
        return new SamplePayload(mapper).node(type, name);
    }

    static String written(JsonNode node) {
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param name what the value is called, which texts are made of */
    private JsonNode node(JavaType type, String name) {
        if (++values > MOST_VALUES) {
            return NODES.nullNode();
        }
        JsonNode value = value(type.getRawClass(), name);
        if (value != null) {
            return value;
        }
        if (type.isReferenceType()) {
            return node(type.getContentType(), name);
        }
        if (around.contains(type) || around.size() >= DEEPEST) {
            return type.isContainerType() && !type.isMapLikeType() ? NODES.arrayNode() : NODES.nullNode();
        }
        around.push(type);
        try {
            if (type.isMapLikeType()) {
                return map(type, name);
            }
            return type.isContainerType() ? array(type, name) : object(type, name);
        } finally {
            around.pop();
        }
    }

    private @Nullable JsonNode value(Class<?> type, String name) {
        if (type == String.class || type == CharSequence.class) {
            return NODES.textNode(name.equals("text") ? name : name + "-1");
        } else if (type == boolean.class || type == Boolean.class) {
            return NODES.booleanNode(true);
        } else if (type == char.class || type == Character.class) {
            return NODES.textNode("a");
        } else if (type == double.class || type == Double.class || type == float.class || type == Float.class) {
            return NODES.numberNode(1.5);
        } else if (type.isPrimitive() || type == Number.class || type.getSuperclass() == Number.class
                && type.getName().startsWith("java.lang.")) {
            return NODES.numberNode(1);
        } else if (type.isEnum() && type != DayOfWeek.class && type != Month.class) {
            return type.getEnumConstants().length == 0 ? NODES.nullNode() : mapper.valueToTree(type.getEnumConstants()[0]);
        } else if (type == byte[].class) {
            return NODES.binaryNode(new byte[] { 1, 2, 3 });
        } else if (type == ZoneId.class) {
            return NODES.textNode("UTC");
        } else if (type == URL.class) {
            return NODES.textNode("https://example.org/");
        } else if (type == Object.class || JsonNode.class.isAssignableFrom(type) || TREES.containsKey(type.getName())) {
            return TREES.getOrDefault(type.getName(), NODES.objectNode());
        }
        for (Object known : VALUES) {
            if (type == known.getClass()) {
                return mapper.valueToTree(known);
            }
        }
        return null;
    }

    private JsonNode map(JavaType type, String name) {
        ObjectNode map = NODES.objectNode();
        String key = type.getKeyType().getRawClass() == Object.class ? "key" : node(type.getKeyType(), "key").asText();
        map.set(key, node(type.getContentType(), name));
        return map;
    }

    private JsonNode array(JavaType type, String name) {
        ArrayNode array = NODES.arrayNode();
        JsonNode element = node(type.getContentType(), name);
        return element.isNull() ? array : array.add(element);
    }

    private JsonNode object(JavaType type, String name) {
        ObjectNode object = NODES.objectNode();
        JavaType concrete = concrete(type, object);
        BeanDescription bean = mapper.getDeserializationConfig().introspect(concrete);
        AnnotatedMember whole = mapper.getSerializationConfig().introspect(concrete).findJsonValueAccessor();
        if (whole != null) {
            return node(whole.getType(), name);
        }
        for (BeanPropertyDefinition property : bean.findProperties()) {
            if (property.couldDeserialize()) {
                object.set(property.getName(), node(property.getPrimaryType(), property.getName()));
            }
        }
        return object;
    }

    /** {@return the first of the types that the annotations of one allow} */
    private JavaType concrete(JavaType type, ObjectNode object) {
        JsonTypeInfo told = type.getRawClass().getAnnotation(JsonTypeInfo.class);
        JsonSubTypes subtypes = type.getRawClass().getAnnotation(JsonSubTypes.class);
        if (told == null || subtypes == null || subtypes.value().length == 0) {
            return type;
        }
        JsonSubTypes.Type first = subtypes.value()[0];
        if (told.use() == JsonTypeInfo.Id.NAME) {
            String property = told.property().isEmpty() ? told.use().getDefaultPropertyName() : told.property();
            object.put(property, first.name().isEmpty() ? first.value().getSimpleName() : first.name());
        } else if (told.use() == JsonTypeInfo.Id.CLASS) {
            object.put(told.property().isEmpty() ? told.use().getDefaultPropertyName() : told.property(),
                    first.value().getName());
        }
        return mapper.getTypeFactory().constructSpecializedType(type, first.value());
    }
}
