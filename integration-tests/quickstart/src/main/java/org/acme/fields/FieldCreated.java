package org.acme.fields;

import java.time.Instant;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What the creation of a field results in, and what its duplicates get back.
 *
 * @param process the id of the process that created the field
 */
@JsonNaming(SnakeCaseStrategy.class)
public record FieldCreated(String status, String fieldId, Instant timestamp, long process) {
}
