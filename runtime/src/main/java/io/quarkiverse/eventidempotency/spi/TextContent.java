package io.quarkiverse.eventidempotency.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;

/** A value that is text, parsed at most once. */
final class TextContent implements RecordContent {

    private final byte @Nullable [] utf8;
    private @Nullable String text;

    // Parsed twice at worst when threads meet, with the same outcome
    private volatile boolean parsed;
    private @Nullable IdempotencyRecord record;
    private volatile boolean searched;
    private @Nullable CompletedBytes completed;

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
    public long size() {
        return utf8 != null ? utf8.length : text().length();
    }

    @Override
    public @Nullable IdempotencyRecord record() {
        if (!parsed) {
            record = RecordJson.parse(text());
            parsed = true;
        }
        return record;
    }

    /** {@return what a duplicate needs, without parsing the rest; {@code null} when the value has to be parsed} */
    private @Nullable CompletedBytes completed() {
        if (!searched) {
            completed = utf8 == null ? null : CompletedBytes.of(utf8);
            searched = true;
        }
        return completed;
    }

    @Override
    public @Nullable RecordStatus status() {
        return completed() != null ? RecordStatus.COMPLETED : RecordContent.super.status();
    }

    @Override
    public @Nullable String scope() {
        CompletedBytes members = completed();
        return members != null ? members.scope : RecordContent.super.scope();
    }

    @Override
    public @Nullable String key() {
        CompletedBytes members = completed();
        return members != null ? members.key : RecordContent.super.key();
    }

    @Override
    public @Nullable String fingerprint() {
        CompletedBytes members = completed();
        return members != null ? members.fingerprint : RecordContent.super.fingerprint();
    }

    @Override
    public @Nullable String result() {
        CompletedBytes members = completed();
        return members != null ? members.result : RecordContent.super.result();
    }
}
