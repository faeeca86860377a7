package io.quarkiverse.eventidempotency.runtime.json;

import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.util.ClassUtil;

import io.quarkiverse.eventidempotency.runtime.engine.delivery.ResultMapping;

/** One method's results as JSON, written and read by Jackson as the method's result type. */
public final class JacksonResults implements ResultMapping<@Nullable Object> {

    private final ResultWriter writer;
    private final ObjectReader reader;
    private final ResultComparison comparison;
    private final boolean none;
    private final @Nullable Object empty;

    /**
     * @param mapper made by {@link ResultMapper}, or without default typing
     * @param type the method's result type
     */
    public JacksonResults(ObjectMapper mapper, Type type) {
        JavaType javaType = mapper.constructType(type);
        ObjectWriter writer = mapper.writerFor(javaType).without(SerializationFeature.INDENT_OUTPUT);
        this.writer = new ResultWriter(writer);
        this.reader = mapper.readerFor(javaType);
        this.comparison = new ResultComparison(mapper, writer);
        this.none = javaType.hasRawClass(Void.class) || javaType.hasRawClass(void.class);
        this.empty = none ? null : empty(javaType.getRawClass());
    }

    @Override
    public String encode(@Nullable Object result) throws IOException {
        return none || result == null ? "null" : writer.write(result);
    }

    @Override
    public @Nullable Object decode(String json) throws JsonProcessingException {
        return none || json.equals("null") ? empty() : reader.readValue(json);
    }

    @Override
    public @Nullable String difference(@Nullable Object result, String json) throws JsonProcessingException {
        return none || result == null ? null : comparison.difference(result, decode(json), json);
    }

    @Override
    public @Nullable Object empty() {
        return empty;
    }

    /** A type with an empty value has that for {@code null}. A number that is not needed cannot be {@code null} either. */
    private static @Nullable Object empty(Class<?> type) {
        if (type.isPrimitive()) {
            return ClassUtil.defaultValue(type);
        }
        if (!PresentNothing.isNullValued(type)) {
            return null;
        }
        return type == Optional.class ? Optional.empty()
                : type == OptionalInt.class ? OptionalInt.empty()
                        : type == OptionalLong.class ? OptionalLong.empty()
                                : type == OptionalDouble.class ? OptionalDouble.empty() : NullNode.getInstance();
    }
}
