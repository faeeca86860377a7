package io.quarkiverse.eventidempotency.dev;

import java.io.IOException;
import java.io.Writer;

import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.ObjectMapper;

/** The beginning of a text: a writer that stops its source once it has enough. */
final class LimitedText extends Writer {

    /** Thrown to the source of the text. */
    private static final class Enough extends IOException {

        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    private final StringBuilder text = new StringBuilder();
    private final int most;
    private boolean cut;

    private LimitedText(int most) {
        this.most = most;
    }

    /** {@return the beginning of a value as JSON} */
    static LimitedText json(@Nullable Object value, ObjectMapper mapper, int most) throws IOException {
        LimitedText text = new LimitedText(most);
        try {
            mapper.writeValue(text, value);
        } catch (IOException e) {
            if (!text.cut) {
                throw e;
            }
        }
        return text;
    }

    @Override
    public void write(char[] characters, int offset, int length) throws IOException {
        int room = most - text.length();
        text.append(characters, offset, Math.min(room, length));
        if (length > room) {
            cut = true;
            throw new Enough();
        }
    }

    boolean isCut() {
        return cut;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    @Override
    public void flush() {
        // nothing is buffered
    }

    @Override
    public void close() {
        // nothing is open
    }
}
