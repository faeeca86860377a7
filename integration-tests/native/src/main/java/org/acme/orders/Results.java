package org.acme.orders;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;

/** Types of results. */
final class Results {

    private Results() {
    }

    record Page<T>(List<T> items, Optional<T> last) {
    }

    record Line(int number) {
    }

    enum State {
        OPEN,
        CLOSED
    }

    record Times(Instant instant, OffsetDateTime offset, ZonedDateTime zoned, LocalDate day, Duration duration, Period period) {
    }

    record Numbers(BigDecimal decimal, BigInteger whole, long big, OptionalInt maybe) {
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({ @JsonSubTypes.Type(Placed.class), @JsonSubTypes.Type(Cancelled.class) })
    sealed interface Change permits Placed, Cancelled {
    }

    record Placed(String orderId, Reason reason) implements Change {
    }

    record Cancelled(String orderId) implements Change {
    }

    record Reason(String text) {
    }

    /** The class of an instance is written by its name. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS)
    abstract static class Document {
    }

    static final class Invoice extends Document {

        private int number;
        private Map<State, Line> lines;

        public int getNumber() {
            return number;
        }

        public void setNumber(int number) {
            this.number = number;
        }

        public Map<State, Line> getLines() {
            return lines;
        }

        public void setLines(Map<State, Line> lines) {
            this.lines = lines;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Invoice invoice && invoice.number == number && invoice.lines.equals(lines);
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    /** Made by a builder. */
    @JsonDeserialize(builder = Built.Builder.class)
    record Built(String name) {

        @JsonPOJOBuilder(withPrefix = "")
        static class Builder {

            private String name;

            Builder name(String name) {
                this.name = name;
                return this;
            }

            Built build() {
                return new Built(name);
            }
        }
    }

    /** Read and written by classes of the application. */
    @JsonSerialize(using = ColorWriter.class)
    @JsonDeserialize(using = ColorReader.class)
    record Color(int rgb) {
    }

    static final class ColorWriter extends StdSerializer<Color> {

        ColorWriter() {
            super(Color.class);
        }

        @Override
        public void serialize(Color color, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString("#" + Integer.toHexString(color.rgb()));
        }
    }

    static final class ColorReader extends StdDeserializer<Color> {

        ColorReader() {
            super(Color.class);
        }

        @Override
        public Color deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return new Color(Integer.parseInt(json.getText().substring(1), 16));
        }
    }
}
