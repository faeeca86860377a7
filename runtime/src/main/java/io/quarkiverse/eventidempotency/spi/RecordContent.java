package io.quarkiverse.eventidempotency.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;

/**
 * The value in a reply of a store. Text is parsed when it is first read, on the thread that reads it: never on a thread of the
 * store.
 */
public abstract class RecordContent {

    /** {@return a value that is text} */
    public static RecordContent of(String text) {
        return new Text(text, null);
    }

    /** {@return a value that is text in UTF-8; the bytes must not change} */
    public static RecordContent of(byte[] utf8) {
        return new Text(null, utf8);
    }

    /** {@return the record; {@code null} when the value is no record} */
    public abstract @Nullable IdempotencyRecord record();

    /** {@return the value as text} */
    public abstract String text();

    @Override
    public String toString() {
        return text();
    }

    private static final class Text extends RecordContent {

        private volatile @Nullable String text;
        private volatile byte @Nullable [] utf8;
        private volatile boolean parsed;
        private @Nullable IdempotencyRecord record;

        Text(@Nullable String text, byte @Nullable [] utf8) {
            this.text = text;
            this.utf8 = utf8;
        }

        @Override
        public String text() {
            byte[] bytes = utf8; // first: what empties it has set the text before
            String known = text;
            if (known == null && bytes != null) {
                text = known = new String(bytes, UTF_8);
                utf8 = null;
            }
            return known == null ? "" : known;
        }

        @Override
        public @Nullable IdempotencyRecord record() {
            if (!parsed) {
                record = RecordJson.parse(text());
                parsed = true;
            }
            return record;
        }
    }
}
