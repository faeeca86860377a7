package io.quarkiverse.eventidempotency.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.eventidempotency.results.ResultFormat;

/** Which format takes a result. */
class ResultMappingsTest {

    interface Shape {
    }

    interface Round extends Shape {
    }

    record Circle(int radius) implements Round {
    }

    @Test
    void nearestFormatTakesResult() throws Exception {
        List<ResultFormat<?>> formats = List.of(named(Shape.class), named(Round.class), named(Shape.class));
        assertThat(written(formats)).isEqualTo("Round");
        assertThat(written(formats.subList(0, 1))).isEqualTo("Shape");
        assertThat(written(List.of(formats.get(1), formats.get(0)))).isEqualTo("Round");
    }

    private static String written(List<ResultFormat<?>> formats) throws Exception {
        String json = new ResultMappings(ResultMapper.of(new ObjectMapper()), formats, null).of(Circle.class)
                .encode(new Circle(1));
        return new String(Base64.getDecoder().decode(json.substring(1, json.length() - 1)), StandardCharsets.UTF_8);
    }

    private static <T> ResultFormat<T> named(Class<T> type) {
        return new ResultFormat<>() {

            @Override
            public Class<T> type() {
                return type;
            }

            @Override
            public byte[] write(T result) {
                return type.getSimpleName().getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public T read(byte[] bytes, Class<? extends T> declared) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
