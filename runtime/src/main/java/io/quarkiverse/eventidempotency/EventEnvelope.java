package io.quarkiverse.eventidempotency;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;

/**
 * An event with what travels around its payload, as JSON with {@code snake_case} names.
 * <p>
 * A member that is missing or wrong fails with an exception that names it, wherever an envelope is made or read. Members that
 * are not known are ignored.
 *
 * @param <T> the payload's type
 * @param eventId the event's id, unique for each event; required
 * @param eventType the event's type, such as {@code field.created}; required
 * @param eventVersion the version of the type's payload, from 1; 1 when the JSON has none
 * @param tenantId whom the event belongs to
 * @param correlationId what the event belongs to
 * @param occurredAt when it happened; read from ISO-8601, in UTC when it names no offset, or from the number that the mapper
 *        writes where it writes dates as timestamps
 * @param schemaRef the payload's schema
 * @param producer who sent it
 * @param payload what happened; required
 * @param idempotencyKey the key within which the event is processed once; {@code null} to use the event's id
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EventEnvelope<T>(
        @JsonProperty("event_id") String eventId,
        @JsonProperty("event_type") String eventType,
        @JsonProperty("event_version") Integer eventVersion,
        @JsonProperty("tenant_id") @Nullable String tenantId,
        @JsonProperty("correlation_id") @Nullable String correlationId,
        @JsonProperty("occurred_at") @JsonDeserialize(using = LenientInstantDeserializer.class) @Nullable Instant occurredAt,
        @JsonProperty("schema_ref") @Nullable String schemaRef,
        @JsonProperty("producer") @Nullable String producer,
        @JsonProperty("payload") T payload,
        @JsonProperty("idempotency_key") @Nullable String idempotencyKey) implements IdempotentEvent {

    /**
     * @throws IllegalArgumentException if a required member is missing or a member is wrong; the message starts with the
     *         member's name in JSON
     */
    public EventEnvelope {
        required("event_id", eventId);
        required("event_type", eventType);
        if (payload == null) {
            throw new IllegalArgumentException("payload is required");
        }
        if (eventVersion == null) {
            eventVersion = 1;
        } else if (eventVersion < 1) {
            throw new IllegalArgumentException("event_version must be at least 1, and is " + eventVersion);
        }
        if (idempotencyKey != null && idempotencyKey.isBlank()) {
            throw new IllegalArgumentException("idempotency_key must not be blank: leave it out to use event_id");
        }
    }

    private static void required(String name, @Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is required");
        }
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + " must not be blank");
        }
    }
}
