package io.quarkiverse.eventidempotency.runtime;

import java.lang.reflect.Type;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.util.ClassUtil;

import io.quarkiverse.eventidempotency.runtime.engine.ResultMapping;

/** One method's results as JSON, written and read by Jackson as the method's result type. */
public final class JacksonResults implements ResultMapping<@Nullable Object> {

    private final ObjectWriter writer;
    private final ObjectReader reader;
    private final boolean none;
    private final @Nullable Object empty;

    /**
     * @param mapper must not have default typing active
     * @param type the method's result type
     */
    public JacksonResults(ObjectMapper mapper, Type type) {
        JavaType javaType = mapper.constructType(type);
        this.writer = mapper.writerFor(javaType);
        this.reader = mapper.readerFor(javaType);
        this.none = javaType.hasRawClass(Void.class) || javaType.hasRawClass(void.class);
        // A number that nobody needs cannot be null either, where a method returns it.
        this.empty = javaType.hasRawClass(Optional.class) ? Optional.empty()
                : none || !javaType.isPrimitive() ? null : ClassUtil.defaultValue(javaType.getRawClass());
    }

    @Override
    public String encode(@Nullable Object result) throws JsonProcessingException {
        return none || result == null ? "null" : writer.writeValueAsString(result);
    }

    @Override
    public @Nullable Object decode(String json) throws JsonProcessingException {
        return none || json.equals("null") ? empty() : reader.readValue(json);
    }

    @Override
    public @Nullable Object empty() {
        return empty;
    }
}
