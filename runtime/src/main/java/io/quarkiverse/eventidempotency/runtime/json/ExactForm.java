package io.quarkiverse.eventidempotency.runtime.json;

import java.io.IOException;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.TimeZone;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.ser.ContextualSerializer;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;

/**
 * The exact text of a type's values: their milliseconds where their usual text is not exact. Jackson's own forms are read too.
 *
 * @param text writes a value
 * @param ofText reads a text; may throw for Jackson's
 */
record ExactForm<T>(Class<T> type, Function<T, String> text, Function<String, T> ofText) {

    static final ExactForm<Timestamp> TIMESTAMP = new ExactForm<>(Timestamp.class, t -> t.toInstant().toString(),
            text -> Timestamp.from(Instant.parse(text)));

    static final ExactForm<Date> DATE = new ExactForm<>(Date.class,
            date -> Date.valueOf(date.toLocalDate()).getTime() == date.getTime() ? date.toString()
                    : Long.toString(date.getTime()),
            text -> text.indexOf('-', 1) < 0 ? new Date(Long.parseLong(text)) : Date.valueOf(LocalDate.parse(text)));

    static final ExactForm<Time> TIME = new ExactForm<>(Time.class,
            time -> Time.valueOf(time.toLocalTime()).getTime() == time.getTime() ? time.toString()
                    : Long.toString(time.getTime()),
            text -> text.indexOf(':') < 0 ? new Time(Long.parseLong(text)) : Time.valueOf(LocalTime.parse(text)));

    static final ExactForm<Calendar> CALENDAR = new ExactForm<>(Calendar.class, ExactForm::text, ExactForm::calendar);

    /** An offset alone is the text of Jackson's form too. */
    private static String text(Calendar calendar) {
        ZonedDateTime time = calendar.toInstant().atZone(calendar.getTimeZone().toZoneId());
        return time.toString().endsWith("]") ? time.toString() : time + "[" + time.getZone() + "]";
    }

    private static Calendar calendar(String text) {
        if (!text.endsWith("]")) {
            throw new DateTimeParseException("No zone", text, text.length());
        }
        ZonedDateTime time = ZonedDateTime.parse(text);
        Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone(time.getZone()));
        calendar.setTimeInMillis(time.toInstant().toEpochMilli());
        return calendar;
    }

    /** Whether values of the type are read back where a member is of another one, as a timestamp that is declared as a date. */
    private boolean isDeclaredBy(JavaType declared) {
        return type.isAssignableFrom(declared.getRawClass())
                || declared.getBindings().getTypeParameters().stream().anyMatch(this::isDeclaredBy)
                || declared.isArrayType() && isDeclaredBy(declared.getContentType());
    }

    /** Writes the form, unless a member has a format of its own. */
    static final class Serializer extends StdScalarSerializer<Object> implements ContextualSerializer {

        private static final long serialVersionUID = 1L;

        private final transient ExactForm<Object> form;
        private final transient JsonSerializer<Object> usual;

        Serializer(ExactForm<Object> form, JsonSerializer<Object> usual) {
            super(form.type());
            this.form = form;
            this.usual = usual;
        }

        @Override
        public JsonSerializer<?> createContextual(SerializerProvider provider, @Nullable BeanProperty property)
                throws JsonMappingException {
            JsonSerializer<?> own = provider.handleSecondaryContextualization(usual, property);
            return own == usual && (property == null || form.isDeclaredBy(property.getType())) ? this : own;
        }

        @Override
        public void serialize(Object value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString(form.text().apply(value));
        }
    }

    /** Reads the form, and Jackson's, unless a member has a format of its own. */
    static final class Deserializer extends DelegatingDeserializer {

        private static final long serialVersionUID = 1L;

        private final transient ExactForm<?> form;

        Deserializer(ExactForm<?> form, JsonDeserializer<?> usual) {
            super(usual);
            this.form = form;
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> own) {
            return own;
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (parser.hasToken(JsonToken.VALUE_STRING)) {
                try {
                    return form.ofText().apply(parser.getText());
                } catch (DateTimeParseException e) {
                    // in Jackson's own form
                }
            }
            return _delegatee.deserialize(parser, context);
        }
    }
}
