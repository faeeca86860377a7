package org.acme.fields;

/** A farm's field. */
public record Field(String fieldId, String name, double hectares) {
}
