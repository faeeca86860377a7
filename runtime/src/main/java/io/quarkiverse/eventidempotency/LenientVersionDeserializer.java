package io.quarkiverse.eventidempotency;

import java.io.IOException;
import java.math.BigDecimal;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;

/** Reads a version, also from a text; what is no whole number is 0, and an empty text is none. */
class LenientVersionDeserializer extends StdDeserializer<Integer> {

    private static final long serialVersionUID = 1L;

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
        try {
            return text.isEmpty() ? null : Integer.valueOf(new BigDecimal(text).intValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            return 0;
        }
    }
}
