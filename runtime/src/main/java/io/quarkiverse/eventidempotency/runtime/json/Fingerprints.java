package io.quarkiverse.eventidempotency.runtime.json;

import java.io.IOException;
import java.io.StringWriter;

import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.runtime.util.HashUtil;

/** The SHA-256 of values as JSON in the canonical form of RFC 8785. */
public record Fingerprints(ObjectMapper mapper) {

    /** @param mapper must not have default typing active; it is copied */
    public Fingerprints {
        mapper = mapper.copy();
        mapper.setSerializerFactory(mapper.getSerializerFactory().withSerializerModifier(new SetsInOrder()));
    }

    /** {@return the fingerprint of a value: 64 hexadecimal digits} */
    public String of(@Nullable Object value) throws IOException {
        return HashUtil.sha256(canonical(value));
    }

    /** {@return the JSON of a value in its canonical form} */
    public String canonical(@Nullable Object value) throws IOException {
        StringWriter json = new StringWriter();
        // In an array, since what makes it canonical takes no text, number or null by itself.
        try (JsonGenerator generator = new ExactNumbers(mapper.getFactory().createGenerator(json))) {
            generator.writeStartArray();
            mapper.writeValue(generator, value);
            generator.writeEndArray();
        }
        String canonical = new JsonCanonicalizer(json.toString()).getEncodedString();
        return canonical.substring(1, canonical.length() - 1);
    }
}
