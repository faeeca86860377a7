package io.quarkiverse.eventidempotency.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.annotation.JsonIdentityInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.ObjectIdGenerators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

class ResultWriterTest {

    private final ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private final JacksonResults results = new JacksonResults(mapper, Object.class);

    @Test
    void writesEachValueAsIfItWereTheFirst() throws IOException {
        for (Object value : List.of(Map.of("a", 1), "text", List.of(1, 2), 7, true, Map.of(), "x".repeat(20_000), "é€😀")) {
            String json = new ObjectMapper().writeValueAsString(value);
            assertThat(results.encode(value)).isEqualTo(json);
            assertThat(results.encode(value)).isEqualTo(json);
        }
    }

    @Test
    void failureLeavesNothingForTheNextValue() throws IOException {
        record Failing(String before, Object unknown) {
        }
        results.encode("kept");
        assertThatThrownBy(() -> results.encode(new Failing("b", new Object()))).isInstanceOf(IOException.class);
        assertThat(results.encode(List.of(1))).isEqualTo("[1]");
    }

    @Test
    void valueThatIsWrittenInsideAnotherHasItsOwnText() throws IOException {
        assertThat(results.encode(List.of(1, new Inner(), 2))).isEqualTo("[1,\"[3]\",2]");
    }

    private final class Inner {

        @JsonValue
        String json() throws IOException {
            return results.encode(List.of(3));
        }
    }

    @Test
    void identitiesAreOfOneValue() throws IOException {
        Node node = new Node();
        assertThat(results.encode(List.of(node, node))).isEqualTo("[{\"id\":1,\"name\":\"n\"},1]");
        assertThat(results.encode(node)).isEqualTo("{\"id\":1,\"name\":\"n\"}");
    }

    @JsonIdentityInfo(generator = ObjectIdGenerators.IntSequenceGenerator.class, property = "id")
    private static final class Node {

        public final String name = "n";
    }
}
