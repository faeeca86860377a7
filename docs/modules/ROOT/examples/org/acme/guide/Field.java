package org.acme.guide;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A farm's field, as events tell of it. */
public record Field(@JsonProperty("field_id") String fieldId, String name) {
}
