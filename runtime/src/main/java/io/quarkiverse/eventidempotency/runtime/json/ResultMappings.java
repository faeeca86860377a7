package io.quarkiverse.eventidempotency.runtime.json;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.results.ResultCodec;
import io.quarkiverse.eventidempotency.results.ResultFormat;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.CodedResults;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.FormattedResults;
import io.quarkiverse.eventidempotency.runtime.engine.delivery.ResultMapping;

/** How results are stored: in a form of the application's own where one takes their type, else as JSON. */
public final class ResultMappings {

    private final ObjectMapper mapper;
    private final List<ResultFormat<?>> formats;
    private final @Nullable ResultCodec codec;
    private final Map<JavaType, ResultMapping<@Nullable Object>> checked = new ConcurrentHashMap<>();

    /** @param mapper made by {@link ResultMapper} */
    public ResultMappings(ObjectMapper mapper, List<ResultFormat<?>> formats, @Nullable ResultCodec codec) {
        this.mapper = mapper;
        this.formats = List.copyOf(formats);
        this.codec = codec;
    }

    /** {@return how results of a type are stored, which the build has checked} */
    public ResultMapping<@Nullable Object> of(Type type) {
        JavaType javaType = mapper.constructType(type);
        ResultFormat<?> format = format(javaType);
        ResultMapping<@Nullable Object> results = format == null ? new JacksonResults(mapper, javaType)
                : new FormattedResults<>(format, javaType.getRawClass());
        return codec == null ? results : new CodedResults<>(results, codec);
    }

    /** {@return the format of the nearest supertype; {@code null} when no format takes the type} */
    private @Nullable ResultFormat<?> format(JavaType type) {
        ResultFormat<?> nearest = null;
        for (ResultFormat<?> format : formats) {
            if (type.isTypeOrSubTypeOf(format.type())
                    && (nearest == null || nearest.type() != format.type() && nearest.type().isAssignableFrom(format.type()))) {
                nearest = format;
            }
        }
        return nearest;
    }

    /**
     * How results of a scope in code are stored.
     *
     * @throws IllegalArgumentException if values of the type would not come back as they are
     */
    public ResultMapping<@Nullable Object> checked(String scope, Type type) {
        JavaType javaType = mapper.constructType(type);
        ResultMapping<@Nullable Object> known = checked.get(javaType);
        if (known != null) {
            return known;
        }
        String problem = format(javaType) != null ? null
                : new StoredTypes(mapper, c -> !c.getName().startsWith("java")).problem(javaType);
        if (problem != null) {
            throw new IllegalArgumentException("The scope " + scope + " cannot store results of type " + type.getTypeName()
                    + ": " + problem + ". Where no duplicate needs the result, use Void.class.");
        }
        ResultMapping<@Nullable Object> mapping = of(javaType);
        checked.put(javaType, mapping);
        return mapping;
    }
}
