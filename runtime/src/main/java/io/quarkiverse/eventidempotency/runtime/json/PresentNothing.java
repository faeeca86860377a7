package io.quarkiverse.eventidempotency.runtime.json;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.util.TokenBuffer;

/**
 * An {@code Optional} that holds an empty one, or the {@code null} of JSON. Both it and an empty one are {@code null} in
 * Jackson's form; here it is an object with one member, and so is a tree of JSON that has a member of that name. {@code null}
 * is an empty one.
 */
final class PresentNothing {

    private static final String PRESENT = "@present";
    private static final Map<Class<?>, Object> EMPTY = Map.of(Optional.class, Optional.empty(), OptionalInt.class,
            OptionalInt.empty(), OptionalLong.class, OptionalLong.empty(), OptionalDouble.class, OptionalDouble.empty());

    private PresentNothing() {
    }

    static boolean isPossible(JavaType type) {
        return type.hasRawClass(Optional.class) && type.containedTypeCount() > 0
                && nullValue(type.containedType(0).getRawClass()) != null;
    }

    /** {@return the value of the type that {@code null} in JSON is; {@code null} for none} */
    static @Nullable Object nullValue(Class<?> type) {
        return type.isAssignableFrom(NullNode.class) && JsonNode.class.isAssignableFrom(type) ? NullNode.getInstance()
                : EMPTY.get(type);
    }

    private static boolean isMarked(Object value) {
        return EMPTY.containsValue(value) || value instanceof JsonNode tree && (tree.isNull() || tree.has(PRESENT))
                || value instanceof Optional<?> optional && isMarked(optional.get());
    }

    static final class Serializer extends StdSerializer<Object> implements ContextualSerializer {

        private static final long serialVersionUID = 1L;

        private final transient JsonSerializer<Object> usual;

        Serializer(JsonSerializer<Object> usual) {
            super(Object.class);
            this.usual = usual;
        }

        @Override
        @SuppressWarnings("unchecked")
        public JsonSerializer<?> createContextual(SerializerProvider provider, @Nullable BeanProperty property)
                throws JsonMappingException {
            return new Serializer((JsonSerializer<Object>) provider.handleSecondaryContextualization(usual, property));
        }

        @Override
        public void serialize(Object optional, JsonGenerator generator, SerializerProvider provider) throws IOException {
            Object value = ((Optional<?>) optional).orElse(null);
            if (value == null || !isMarked(value)) {
                usual.serialize(optional, generator, provider);
                return;
            }
            generator.writeStartObject();
            generator.writeFieldName(PRESENT);
            usual.serialize(optional, generator, provider);
            generator.writeEndObject();
        }

        @Override
        public boolean isEmpty(SerializerProvider provider, Object optional) {
            return ((Optional<?>) optional).isEmpty();
        }
    }

    static final class Deserializer extends DelegatingDeserializer {

        private static final long serialVersionUID = 1L;

        private final transient Object nothing;

        /** @param nothing the value that the {@code null} of JSON is */
        Deserializer(JsonDeserializer<?> usual, Object nothing) {
            super(usual);
            this.nothing = nothing;
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> own) {
            return new Deserializer(own, nothing);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.START_OBJECT)) {
                return _delegatee.deserialize(parser, context);
            }
            try (TokenBuffer buffer = context.bufferAsCopyOfValue(parser)) {
                JsonParser copy = buffer.asParserOnFirstToken();
                if (!PRESENT.equals(copy.nextFieldName())) {
                    return _delegatee.deserialize(buffer.asParserOnFirstToken(), context);
                }
                return copy.nextToken() == JsonToken.VALUE_NULL ? Optional.of(nothing)
                        : _delegatee.deserialize(copy, context);
            }
        }

        @Override
        public Object getNullValue(DeserializationContext context) {
            return Optional.empty();
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) {
            return Optional.empty();
        }
    }
}
