package io.quarkiverse.eventidempotency.runtime.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/**
 * The mapper of results: a copy of the application's with the settings under which a value is read back equal to the one that
 * was written. Applications choose theirs for what other programs read, and may drop offsets or empty lists.
 */
public final class ResultMapper {

    private ResultMapper() {
    }

    /**
     * {@return a copy of a mapper, for results}
     *
     * @param application stays as it is
     */
    public static ObjectMapper of(ObjectMapper application) {
        ObjectMapper mapper = application.copy().deactivateDefaultTyping();
        // What is written and has no setter is computed; a version that has dropped a member reads records of before.
        mapper.disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE,
                DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        mapper.enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID);
        mapper.disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DATE_KEYS_AS_TIMESTAMPS,
                SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS, SerializationFeature.WRITE_DATES_WITH_CONTEXT_TIME_ZONE);
        mapper.setDefaultPropertyInclusion(JsonInclude.Include.ALWAYS);
        AnnotationIntrospector annotations = mapper.getSerializationConfig().getAnnotationIntrospector();
        mapper.setAnnotationIntrospectors(AnnotationIntrospector.pair(new KeptMembers(annotations), annotations),
                mapper.getDeserializationConfig().getAnnotationIntrospector());
        return mapper.registerModule(new ExactValues());
    }
}
