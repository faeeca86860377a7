package org.acme.fields;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A farm's field. */
// tag::field[]
public record Field(@JsonProperty("field_id") String fieldId, String name, double hectares) {
}
// end::field[]
