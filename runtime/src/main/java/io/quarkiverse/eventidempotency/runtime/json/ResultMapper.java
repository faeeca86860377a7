package io.quarkiverse.eventidempotency.runtime.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;

/**
 * The mapper of results: a copy of the application's with the settings under which a value is read back equal to the one that
 * was written. Applications choose theirs for what other programs read, and may drop offsets or empty lists.
 */
public final class ResultMapper {

    private ResultMapper() {
    }

    /** {@return a copy of the application's mapper} */
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

    /** Lets {@code @JsonInclude} leave out no member that would be read back as another value: an empty list, or a default. */
    private static final class KeptMembers extends NopAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        private final AnnotationIntrospector annotations;

        /** @param annotations reads the annotations of the application's classes */
        KeptMembers(AnnotationIntrospector annotations) {
            this.annotations = annotations;
        }

        @Override
        public JsonInclude.Value findPropertyInclusion(Annotated annotated) {
            JsonInclude.Value found = annotations.findPropertyInclusion(annotated);
            return found == null ? JsonInclude.Value.empty()
                    : found.withValueInclusion(kept(found.getValueInclusion()))
                            .withContentInclusion(kept(found.getContentInclusion()));
        }

        private static Include kept(Include include) {
            return switch (include) {
                case NON_EMPTY, NON_ABSENT -> Include.NON_NULL;
                case NON_DEFAULT -> Include.ALWAYS;
                default -> include;
            };
        }
    }
}
