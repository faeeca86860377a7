package io.quarkiverse.eventidempotency.dev;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.ClassUtil;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * Makes a JSON text of a type for people to begin with, by what Jackson knows of the type: with its names, and what it leaves
 * out. A type that is inside of itself is {@code null} there, and there is an end to how deep and how large it gets.
 */
final class SamplePayload {

    private static final int DEEPEST = 6;
    private static final int MOST_VALUES = 300;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final OffsetDateTime WHEN = OffsetDateTime.parse("2026-01-31T12:30:00Z");

    /** Written by the application's mapper, so that they are as it reads them. */
    private static final Map<Class<?>, Object> VALUES = new HashMap<>(Map.of(Number.class, 1, ZoneId.class, ZoneId.of("UTC"),
            URL.class, URI.create("https://example.org/"), Object.class, NODES.objectNode(), JsonObject.class,
            NODES.objectNode(), ArrayNode.class, NODES.arrayNode(), JsonArray.class, NODES.arrayNode()));

    static {
        for (Object value : List.of(true, 'a', (byte) 1, (short) 1, 1, 1L, 1.5, 1.5f, new byte[] { 1, 2, 3 },
                new UUID(0x4000L, 0x8000_0000_0000_0001L), new BigDecimal("1.5"), BigInteger.ONE,
                URI.create("https://example.org/"), WHEN.toInstant(), WHEN.toLocalDate(), WHEN.toLocalTime(),
                WHEN.toLocalDateTime(), WHEN, WHEN.atZoneSameInstant(ZoneOffset.UTC), WHEN.toOffsetTime(),
                Duration.ofMinutes(1), Period.ofDays(1), Year.of(2026), YearMonth.of(2026, 1), MonthDay.of(1, 31),
                DayOfWeek.SATURDAY, Month.JANUARY, ZoneOffset.UTC, Date.from(WHEN.toInstant()))) {
            VALUES.put(value.getClass(), value);
        }
    }

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
        }
        Object known = VALUES.get(type.isPrimitive() ? ClassUtil.wrapperType(type) : type);
        if (known == null && type.isEnum()) {
            known = type.getEnumConstants().length == 0 ? NODES.nullNode() : type.getEnumConstants()[0];
        } else if (known == null && JsonNode.class.isAssignableFrom(type)) {
            known = NODES.objectNode();
        }
        return known == null ? null : mapper.valueToTree(known);
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
        if (told.use() == JsonTypeInfo.Id.NAME || told.use() == JsonTypeInfo.Id.CLASS) {
            String name = told.use() == JsonTypeInfo.Id.CLASS ? first.value().getName()
                    : first.name().isEmpty() ? first.value().getSimpleName() : first.name();
            object.put(told.property().isEmpty() ? told.use().getDefaultPropertyName() : told.property(), name);
        }
        return mapper.getTypeFactory().constructSpecializedType(type, first.value());
    }
}
