package io.quarkiverse.eventidempotency.envelope;

import java.io.IOException;
import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;

/** Reads a version, also from a text; what is no whole number is 0, and an empty text is none. */
class LenientVersionDeserializer extends StdDeserializer<Integer> {

    private static final long serialVersionUID = 1L;

    /** Longer numbers are not parsed: that takes minutes for one of millions of digits. */
    private static final int MAX_LENGTH = 100;

    LenientVersionDeserializer() {
        super(Integer.class);
    }

    @Override
    public @Nullable Integer deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (parser.currentToken().isStructStart()) {
            parser.skipChildren();
            return 0;
        }
        String text = String.valueOf(parser.getValueAsString()).strip();
        if (text.length() > MAX_LENGTH) {
            return 0;
        }
        try {
            return text.isEmpty() ? null : Integer.valueOf(new BigDecimal(text).intValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            return 0;
        }
    }
}
