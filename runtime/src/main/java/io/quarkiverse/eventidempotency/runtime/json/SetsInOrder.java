package io.quarkiverse.eventidempotency.runtime.json;

import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.type.CollectionType;

/**
 * Writes the elements of sets in the order of their canonical JSON. A set has no order of its own: that of {@code Set.of}, and
 * of enums in a {@code HashSet}, is another one in each process.
 */
final class SetsInOrder extends BeanSerializerModifier {

    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("unchecked") // it is asked with what it is for
    public JsonSerializer<?> modifyCollectionSerializer(SerializationConfig config, CollectionType type, BeanDescription bean,
            JsonSerializer<?> serializer) {
        return Set.class.isAssignableFrom(type.getRawClass()) ? new InOrder((JsonSerializer<Object>) serializer) : serializer;
    }

    private static final class InOrder extends JsonSerializer<Object> implements ContextualSerializer {

        private final JsonSerializer<Object> serializer;

        InOrder(JsonSerializer<Object> serializer) {
            this.serializer = serializer;
        }

        @Override
        @SuppressWarnings("unchecked")
        public JsonSerializer<?> createContextual(SerializerProvider provider, @Nullable BeanProperty property)
                throws JsonMappingException {
            return new InOrder((JsonSerializer<Object>) provider.handleSecondaryContextualization(serializer, property));
        }

        @Override
        public void serialize(Object set, JsonGenerator generator, SerializerProvider provider) throws IOException {
            ObjectCodec codec = generator.getCodec();
            StringWriter json = new StringWriter();
            try (JsonGenerator unordered = new ExactNumbers(codec.getFactory().createGenerator(json))) {
                serializer.serialize(set, unordered, provider);
            }
            JsonNode written = codec.readTree(codec.getFactory().createParser(json.toString()));
            if (!written.isArray()) { // of one element, where the mapper is told to unwrap it
                written.serialize(generator, provider);
                return;
            }
            Map<String, JsonNode> elements = new TreeMap<>();
            for (JsonNode element : written) {
                elements.put(new JsonCanonicalizer("[" + element + "]").getEncodedString(), element);
            }
            generator.writeStartArray();
            for (JsonNode element : elements.values()) {
                element.serialize(generator, provider);
            }
            generator.writeEndArray();
        }

        @Override
        public void serializeWithType(Object set, JsonGenerator generator, SerializerProvider provider, TypeSerializer types)
                throws IOException {
            serializer.serializeWithType(set, generator, provider, types);
        }

        @Override
        public boolean isEmpty(SerializerProvider provider, Object set) {
            return serializer.isEmpty(provider, set);
        }
    }
}
