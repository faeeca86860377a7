package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.results.ResultCodec;
import io.quarkiverse.eventidempotency.spi.RecordJson;

/**
 * Results that go through a codec on their way to the store and back.
 *
 * @param <T> the result's type
 */
public record CodedResults<T extends @Nullable Object>(ResultMapping<T> results,
        ResultCodec codec) implements ResultMapping<T> {

    @Override
    public String encode(@Nullable T result) throws Exception {
        return RecordJson.quote(codec.encode(results.encode(result)));
    }

    @Override
    public @Nullable T decode(String json) throws Exception {
        return results.decode(codec.decode(RecordJson.unquote(json)));
    }

    @Override
    public @Nullable String difference(@Nullable T result, String json) throws Exception {
        return results.difference(result, codec.decode(RecordJson.unquote(json)));
    }

    @Override
    public @Nullable T empty() {
        return results.empty();
    }
}
