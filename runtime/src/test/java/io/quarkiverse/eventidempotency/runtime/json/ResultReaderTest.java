package io.quarkiverse.eventidempotency.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

class ResultReaderTest {

    private static final List<String> TEXTS = List.of("{\"a\":1}", "7", "\"text\"", "[1,2]", "true", "8", "{}", " [] ", "1.5",
            "\"" + "x".repeat(3_999) + "\"", "[\"" + "é€😀".repeat(10_000) + "\"]", "{\"a\":1} {\"b\":2}", "false");

    private final ResultReader results = new ResultReader(new ObjectMapper().readerFor(Object.class));

    @Test
    void readsEachTextAsIfItWereTheFirst() throws IOException {
        for (String before : TEXTS) {
            for (String text : TEXTS) {
                results.read(before);
                assertThat(results.read(text)).isEqualTo(new ObjectMapper().readValue(text, Object.class));
            }
        }
    }

    @Test
    void textThatCannotBeReadLeavesNothingForTheNext() throws IOException {
        for (String broken : List.of("{\"a\":", "{\"a\":1,}", "", "no")) {
            results.read("{}");
            assertThatThrownBy(() -> results.read(broken)).isInstanceOf(JsonProcessingException.class);
            assertThat(results.read("{\"a\":1}")).isEqualTo(Map.of("a", 1));
        }
    }
}
