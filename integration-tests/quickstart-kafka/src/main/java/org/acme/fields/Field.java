package org.acme.fields;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/** A farm's field, as {@code field.created} events describe it. */
@JsonNaming(SnakeCaseStrategy.class)
public record Field(String fieldId, String name, String crop, double hectares) {
}
