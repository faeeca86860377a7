package io.quarkiverse.eventidempotency.runtime.json;

import java.io.IOException;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;

/**
 * Writes values as JSON text. It keeps a generator with its buffers for the next value, since making one costs more than
 * writing a small value. A generator is used by one thread at a time, and not again after a failure.
 */
final class ResultWriter {

    /** The length of a text after which its buffers are not kept. */
    static final int MAX_KEPT = 16_384;

    private record Output(StringWriter text, JsonGenerator generator) {
    }

    private final ObjectWriter writer;
    private final AtomicReference<@Nullable Output> kept = new AtomicReference<>();

    ResultWriter(ObjectWriter writer) {
        // nothing between one value of a generator and the next
        this.writer = writer.with((PrettyPrinter) null).withRootValueSeparator("");
    }

    String write(Object value) throws IOException {
        Output output = kept.getAndSet(null);
        if (output == null) {
            StringWriter text = new StringWriter();
            output = new Output(text, writer.createGenerator(text));
        }
        writer.writeValue(output.generator, value);
        output.generator.flush();
        StringBuffer text = output.text.getBuffer();
        String json = text.toString();
        if (json.length() <= MAX_KEPT) {
            text.setLength(0);
            kept.set(output);
        }
        return json;
    }
}
