package io.quarkiverse.eventidempotency;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.datatype.jsr310.deser.InstantDeserializer;

/**
 * Reads ISO-8601 with an offset, or without one as UTC: what {@code datetime.utcnow().isoformat()} writes in Python. A number
 * is read as Jackson reads one, so that a mapper that writes dates as timestamps understands itself.
 */
class LenientInstantDeserializer extends StdDeserializer<Instant> {

    private static final long serialVersionUID = 1L;

    LenientInstantDeserializer() {
        super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (parser.currentToken().isNumeric()) {
            return InstantDeserializer.INSTANT.deserialize(parser, context);
        }
        String text = parser.getValueAsString();
        try {
            TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME.parseBest(String.valueOf(text), OffsetDateTime::from,
                    LocalDateTime::from);
            return time instanceof OffsetDateTime offset ? offset.toInstant()
                    : ((LocalDateTime) time).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return (Instant) context.handleWeirdStringValue(Instant.class, String.valueOf(text),
                    "occurred_at must be an ISO-8601 time such as 2026-01-31T12:00:00Z");
        }
    }
}
