package io.quarkiverse.eventidempotency.dev;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.quarkiverse.eventidempotency.dev.JsonDifferences.Difference;

class JsonDifferencesTest {

    @Test
    void namesEachPath() {
        assertThat(JsonDifferences.of("{\"a\":{\"b\":[1,{\"c\":\"x\"}]},\"d\":1.50,\"e\":null}",
                "{\"a\":{\"b\":[1,{\"c\":\"y\"},3]},\"d\":1.5,\"f\":[]}")).containsExactly(
                        new Difference("a.b[1].c", "\"x\"", "\"y\""), new Difference("a.b[2]", null, "3"),
                        new Difference("e", "null", null), new Difference("f", null, "[]"));
        assertThat(JsonDifferences.of("12345678901234567890.1", "12345678901234567890.2"))
                .containsExactly(new Difference("", "12345678901234567890.1", "12345678901234567890.2"));
        assertThat(JsonDifferences.of("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}")).isEmpty();
    }

    @Test
    void comparesNoCutText() {
        assertThat(JsonDifferences.of("{\"a\":1", "{\"a\":1}")).isNull();
        assertThat(JsonDifferences.of("{}", "{} {}")).isNull();
    }

    @Test
    void endsAfterTheFirstOnes() {
        String many = "[" + "1,".repeat(99) + "1]";
        assertThat(JsonDifferences.of(many, many.replace('1', '2'))).hasSize(JsonDifferences.MOST);
        Difference difference = JsonDifferences.of('"' + "x".repeat(999) + '"', "1").get(0);
        assertThat(difference.before()).hasSize(201).endsWith("…");
    }
}
