package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import java.util.Base64;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.results.ResultFormat;
import io.quarkiverse.eventidempotency.spi.RecordJson;

/**
 * Results in a form of bytes, as a JSON string of their Base64.
 *
 * @param <T> the type of the form
 */
public final class FormattedResults<T> implements ResultMapping<@Nullable Object> {

    private final ResultFormat<T> format;
    private final Class<? extends T> declared;

    /** Creates the mapping of a type that the format takes. */
    public FormattedResults(ResultFormat<T> format, Class<?> declared) {
        this.format = format;
        this.declared = declared.asSubclass(format.type());
    }

    @Override
    public String encode(@Nullable Object result) throws Exception {
        return result == null ? "null"
                : RecordJson.quote(Base64.getEncoder().encodeToString(format.write(format.type().cast(result))));
    }

    @Override
    public @Nullable Object decode(String json) throws Exception {
        return json.equals("null") ? null : format.read(Base64.getDecoder().decode(RecordJson.unquote(json)), declared);
    }

    @Override
    public @Nullable String difference(@Nullable Object result, String json) throws Exception {
        Object back = decode(json);
        return Objects.equals(result, back) || json.equals(encode(back)) ? null
                : "what " + format.getClass().getName() + " reads is not equal to what it wrote";
    }
}
