package org.acme.guide;

import java.time.Instant;

/** What the creation of a field results in. */
public record FieldCreated(String status, String fieldId, Instant timestamp) {
}
