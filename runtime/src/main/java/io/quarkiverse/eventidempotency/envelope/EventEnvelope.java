package io.quarkiverse.eventidempotency.envelope;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;

import io.quarkiverse.eventidempotency.IdempotentEvent;

/**
 * An event with what travels around its payload, as JSON with {@code snake_case} names.
 * <p>
 * An envelope without {@code event_type} or {@code payload} fails with an exception that names the member, wherever it is made
 * or read. Members that only inform do not fail an envelope: a time that cannot be read is {@code null}, and so is an object
 * where a text is expected. Members that are not known are ignored.
 *
 * @param <T> the payload's type
 * @param eventId the event's id, unique for each event; {@code null} when it is missing or blank
 * @param eventType the event's type, such as {@code field.created}; required
 * @param eventVersion the version of the type's payload; 1 when the JSON has none, 0 when it has one that is no whole number
 * @param tenantId whom the event belongs to
 * @param correlationId what the event belongs to
 * @param occurredAt when it happened; read from ISO-8601, also with a blank in place of the {@code T}, in UTC when it names no
 *        offset, or from the number that the mapper writes where it writes dates as timestamps
 * @param schemaRef the payload's schema
 * @param producer who sent it
 * @param payload what happened; required
 * @param idempotencyKey the key within which the event is processed once; {@code null} when it is
 *        missing or blank, to use the event's id
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EventEnvelope<T>(
        @JsonProperty("event_id") @Nullable String eventId,
        @JsonProperty("event_type") String eventType,
        @JsonProperty("event_version") @JsonDeserialize(using = LenientVersionDeserializer.class) Integer eventVersion,
        @JsonProperty("tenant_id") @JsonDeserialize(using = LenientTextDeserializer.class) @Nullable String tenantId,
        @JsonProperty("correlation_id") @JsonDeserialize(using = LenientTextDeserializer.class) @Nullable String correlationId,
        @JsonProperty("occurred_at") @JsonDeserialize(using = LenientInstantDeserializer.class) @Nullable Instant occurredAt,
        @JsonProperty("schema_ref") @JsonDeserialize(using = LenientTextDeserializer.class) @Nullable String schemaRef,
        @JsonProperty("producer") @JsonDeserialize(using = LenientTextDeserializer.class) @Nullable String producer,
        @JsonProperty("payload") T payload,
        @JsonProperty("idempotency_key") @Nullable String idempotencyKey) implements IdempotentEvent {

    /**
     * @throws IllegalArgumentException if a required member is missing; the message starts with the member's name in JSON
     */
    public EventEnvelope {
        if (eventType == null) {
            throw new IllegalArgumentException("event_type is required");
        }
        if (eventType.isBlank()) {
            throw new IllegalArgumentException("event_type must not be blank");
        }
        if (payload == null) {
            throw new IllegalArgumentException("payload is required");
        }
        if (eventVersion == null) {
            eventVersion = 1;
        }
        eventId = unlessBlank(eventId);
        idempotencyKey = unlessBlank(idempotencyKey);
    }

    private static @Nullable String unlessBlank(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
