package io.quarkiverse.eventidempotency.envelope;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.datatype.jsr310.deser.InstantDeserializer;

/**
 * Reads a time that only informs: ISO-8601 with an offset, or without one as UTC, and the same with a blank in place of the
 * {@code T}, which is what {@code isoformat()} and {@code str()} write in Python. A number is read as Jackson reads one, so
 * that a mapper that writes dates as timestamps understands itself. Anything else is {@code null}.
 */
class LenientInstantDeserializer extends StdDeserializer<Instant> {

    private static final long serialVersionUID = 1L;

    private static final int DATE_LENGTH = "2026-01-31".length();

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .optionalStart().appendLiteral(' ').optionalEnd()
            .optionalStart().appendOffset("+HH:MM:ss", "Z").optionalEnd()
            .optionalStart().appendOffset("+HHMM", "Z").optionalEnd()
            .optionalStart().appendOffset("+HH", "UTC").optionalEnd()
            .optionalStart().appendLiteral('[').parseCaseSensitive().appendZoneRegionId().appendLiteral(']').optionalEnd()
            .toFormatter(Locale.ROOT).withResolverStyle(ResolverStyle.STRICT).withChronology(IsoChronology.INSTANCE);

    LenientInstantDeserializer() {
        super(Instant.class);
    }

    @Override
    public @Nullable Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (parser.currentToken().isStructStart()) {
            parser.skipChildren();
            return null;
        }
        try {
            return parser.currentToken().isNumeric() ? InstantDeserializer.INSTANT.deserialize(parser, context)
                    : parse(String.valueOf(parser.getValueAsString()).strip());
        } catch (DateTimeException | ArithmeticException | JsonProcessingException e) {
            return null;
        }
    }

    private static Instant parse(String text) {
        boolean blank = text.length() > DATE_LENGTH && text.charAt(DATE_LENGTH) == ' ';
        TemporalAccessor time = TIME.parseBest(
                blank ? text.substring(0, DATE_LENGTH) + 'T' + text.substring(DATE_LENGTH + 1) : text, OffsetDateTime::from,
                LocalDateTime::from);
        return time instanceof OffsetDateTime offset ? offset.toInstant() : ((LocalDateTime) time).toInstant(ZoneOffset.UTC);
    }
}
