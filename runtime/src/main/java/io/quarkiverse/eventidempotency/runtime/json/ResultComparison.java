package io.quarkiverse.eventidempotency.runtime.json;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;

/** Compares a result with what is read back: their JSON, and the members that JSON does not show. For development and tests. */
final class ResultComparison {

    private final ObjectMapper mapper;
    private final ObjectWriter writer;
    private final ObjectReader digits;

    ResultComparison(ObjectMapper mapper, ObjectWriter writer) {
        this.mapper = mapper;
        this.writer = writer;
        this.digits = mapper.reader(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    }

    /**
     * What differs.
     *
     * @param json what was written
     * @return {@code null} when nothing does
     * @throws JsonProcessingException if what is read back cannot be written again
     */
    @Nullable
    String difference(Object result, @Nullable Object back, String json) throws JsonProcessingException {
        if (back == null) {
            return "all of it is null once it is read back";
        }
        JsonNode written = tree(json);
        JsonNode again = tree(writer.writeValueAsString(back));
        String difference = written.equals(again) ? null
                : JsonDifference.of(written, again, tree(writer.writeValueAsString(result)));
        if (difference != null) {
            return difference;
        }
        try {
            return new LostMembers(mapper).find(result, back);
        } catch (RuntimeException | StackOverflowError e) {
            return null; // a collection that can no longer be loaded, or a tree that is too deep: JSON shows the rest
        }
    }

    private JsonNode tree(String json) throws JsonProcessingException {
        return digits.readTree(json);
    }
}
