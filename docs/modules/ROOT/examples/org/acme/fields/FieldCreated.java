package org.acme.fields;

/** What the creation of a field results in. */
public record FieldCreated(String status, String fieldId) {
}
