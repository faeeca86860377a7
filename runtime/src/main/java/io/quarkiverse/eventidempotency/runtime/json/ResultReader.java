package io.quarkiverse.eventidempotency.runtime.json;

import java.io.IOException;
import java.io.Reader;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectReader;

/**
 * Reads values from JSON text. It keeps a parser with its buffers for the next value, as {@link ResultWriter} does with a
 * generator. A parser that has looked for the end of its input, as after a number, or has not read all of a text, is not used
 * again.
 */
final class ResultReader {

    /** The texts of a parser, one after the other. */
    private static final class Texts extends Reader {

        private final JsonParser parser;
        /** The length of all texts so far. */
        private long length;
        private String text = "";
        private int at;
        private boolean ended;

        Texts(ObjectReader reader) throws IOException {
            parser = reader.createParser(this);
        }

        void next(String next) {
            text = next;
            at = 0;
            length += next.length();
        }

        /** {@return whether the parser has read all, and nothing beyond} */
        boolean isRead() {
            return !ended && parser.currentLocation().getCharOffset() == length;
        }

        @Override
        public int read(char[] to, int offset, int length) {
            int count = Math.min(length, text.length() - at);
            text.getChars(at, at + count, to, offset);
            at += count;
            ended = count == 0;
            return ended ? -1 : count;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private final ObjectReader reader;
    private final AtomicReference<@Nullable Texts> kept = new AtomicReference<>();

    ResultReader(ObjectReader reader) {
        this.reader = reader;
    }

    @Nullable
    Object read(String json) throws IOException {
        Texts texts = kept.getAndSet(null);
        if (texts == null) {
            texts = new Texts(reader);
        }
        texts.next(json);
        Object value = reader.readValue(texts.parser);
        if (json.length() <= ResultWriter.MAX_KEPT && texts.isRead()) {
            kept.set(texts);
        }
        return value;
    }
}
