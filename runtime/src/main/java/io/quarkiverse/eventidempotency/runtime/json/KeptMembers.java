package io.quarkiverse.eventidempotency.runtime.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;

/** Lets {@code @JsonInclude} leave out no member that would be read back as another value: an empty list, or a default. */
final class KeptMembers extends NopAnnotationIntrospector {

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
