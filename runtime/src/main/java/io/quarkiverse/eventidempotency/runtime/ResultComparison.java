package io.quarkiverse.eventidempotency.runtime;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

/** Compares a result with what is read back: their JSON, and the members that JSON does not show. For development and tests. */
final class ResultComparison {

    private final ObjectMapper mapper;
    private final ObjectWriter writer;

    ResultComparison(ObjectMapper mapper, ObjectWriter writer) {
        this.mapper = mapper;
        this.writer = writer;
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
        String difference = JsonDifference.of(mapper.readTree(json), mapper.readTree(writer.writeValueAsString(back)));
        if (difference != null) {
            return difference;
        }
        try {
            return new LostMembers(mapper).find(result, back);
        } catch (RuntimeException e) {
            return null; // an equals that throws, or a collection that can no longer be loaded: JSON shows the rest
        }
    }
}
