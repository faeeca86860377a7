package io.quarkiverse.eventidempotency.runtime.json;

import java.io.IOException;
import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.util.ClassUtil;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.ResultMapping;

/** One method's results as JSON, written and read by Jackson as the method's result type. */
public final class JacksonResults implements ResultMapping<@Nullable Object> {

    private final ObjectMapper mapper;
    private final ResultWriter writer;
    private final ResultReader reader;
    private final boolean none;
    private final @Nullable Object empty;

    /** @param mapper made by {@link ResultMapper}, or without default typing */
    public JacksonResults(ObjectMapper mapper, Type type) {
        this.mapper = mapper;
        JavaType javaType = mapper.constructType(type);
        this.writer = new ResultWriter(mapper.writerFor(javaType).without(SerializationFeature.INDENT_OUTPUT));
        this.reader = new ResultReader(mapper.readerFor(javaType));
        this.none = javaType.hasRawClass(Void.class) || javaType.hasRawClass(void.class);
        // A type with an empty value has that for null. A number that is not needed cannot be null either.
        this.empty = none ? null
                : javaType.isPrimitive() ? ClassUtil.defaultValue(javaType.getRawClass())
                        : PresentNothing.nullValue(javaType.getRawClass());
    }

    @Override
    public String encode(@Nullable Object result) throws IOException {
        return none || result == null ? "null" : writer.write(result);
    }

    @Override
    public @Nullable Object decode(String json) throws IOException {
        return none || json.equals("null") ? empty() : reader.read(json);
    }

    @Override
    public @Nullable String difference(@Nullable Object result, String json) throws IOException {
        if (none || result == null) {
            return null;
        }
        Object back = decode(json);
        if (back == null) {
            return "all of it is null once it is read back";
        }
        ObjectReader digits = mapper.reader(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        JsonNode written = digits.readTree(json);
        JsonNode again = digits.readTree(writer.write(back));
        String difference = written.equals(again) ? null
                : JsonDifference.of(written, again, digits.readTree(writer.write(result)));
        if (difference != null) {
            return difference;
        }
        try {
            return new LostMembers(mapper).find(result, back);
        } catch (RuntimeException | StackOverflowError e) {
            return null; // a collection that can no longer be loaded, or a tree that is too deep: JSON shows the rest
        }
    }

    @Override
    public @Nullable Object empty() {
        return empty;
    }
}
