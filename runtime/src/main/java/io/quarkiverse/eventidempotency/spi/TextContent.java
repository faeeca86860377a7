package io.quarkiverse.eventidempotency.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;

/** A value that is text, parsed at most once. */
final class TextContent implements RecordContent {

    private final byte @Nullable [] utf8;
    private @Nullable String text;

    // Parsed twice at worst when threads meet, with the same outcome
    private volatile boolean parsed;
    private @Nullable IdempotencyRecord record;

    TextContent(@Nullable String text, byte @Nullable [] utf8) {
        this.text = text;
        this.utf8 = utf8;
    }

    @Override
    public String text() {
        String known = text;
        if (known == null && utf8 != null) {
            text = known = new String(utf8, UTF_8);
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
