package org.acme.fields;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What the creation of a field results in: its record keeps it.
 *
 * @param process the id of the process that created the field
 */
@JsonNaming(SnakeCaseStrategy.class)
public record FieldCreated(String fieldId, long process) {
}
