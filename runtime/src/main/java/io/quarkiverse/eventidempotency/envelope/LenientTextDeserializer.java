package io.quarkiverse.eventidempotency.envelope;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;

/** Reads a text that only informs: a number or a boolean as its text, an object or an array as {@code null}. */
class LenientTextDeserializer extends StdDeserializer<String> {

    private static final long serialVersionUID = 1L;

    LenientTextDeserializer() {
        super(String.class);
    }

    @Override
    public @Nullable String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (parser.currentToken().isStructStart()) {
            parser.skipChildren();
            return null;
        }
        return parser.getValueAsString();
    }
}
