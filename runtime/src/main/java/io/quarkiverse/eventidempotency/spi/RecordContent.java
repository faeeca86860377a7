package io.quarkiverse.eventidempotency.spi;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.records.IdempotencyRecord;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkiverse.eventidempotency.spi.SettleRequest.Outcome;

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

    /** {@return the record that a settlement stores, without rendering it} */
    public static RecordContent of(SettleRequest settled) {
        return new Settled(settled);
    }

    /** {@return the record; {@code null} when the value is no record} */
    public abstract @Nullable IdempotencyRecord record();

    /** {@return the record's status; {@code null} when the value is no record} */
    public @Nullable RecordStatus status() {
        IdempotencyRecord record = record();
        return record == null ? null : record.status();
    }

    /** {@return the record's scope; {@code null} for none} */
    public @Nullable String scope() {
        IdempotencyRecord record = record();
        return record == null ? null : record.scope();
    }

    /** {@return the record's idempotency key; {@code null} in records of writers that leave it out} */
    public @Nullable String key() {
        IdempotencyRecord record = record();
        return record == null ? null : record.key();
    }

    /** {@return the record's payload digest; {@code null} for none} */
    public @Nullable String fingerprint() {
        IdempotencyRecord record = record();
        return record == null ? null : record.fingerprint();
    }

    /** {@return the stored result as JSON; {@code null} for none} */
    public @Nullable String result() {
        IdempotencyRecord record = record();
        return record == null ? null : record.result();
    }

    /** {@return the value as text} */
    public abstract String text();

    @Override
    public String toString() {
        return text();
    }

    private static final class Text extends RecordContent {

        private @Nullable String text;
        private byte @Nullable [] utf8;
        private boolean parsed;
        private @Nullable IdempotencyRecord record;

        Text(@Nullable String text, byte @Nullable [] utf8) {
            this.text = text;
            this.utf8 = utf8;
        }

        @Override
        public String text() {
            String known = text;
            byte[] bytes = utf8;
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

    /** Each member is read from the settlement; the others are built only where all are read. */
    private static final class Settled extends RecordContent {

        private final SettleRequest settled;

        Settled(SettleRequest settled) {
            this.settled = settled;
        }

        @Override
        public String text() {
            return new String(settled.record(), UTF_8);
        }

        @Override
        public IdempotencyRecord record() {
            return settled.asRecord();
        }

        @Override
        public RecordStatus status() {
            return settled.outcome() == Outcome.COMPLETE ? RecordStatus.COMPLETED : RecordStatus.FAILED;
        }

        @Override
        public @Nullable String scope() {
            return settled.claim().scope();
        }

        @Override
        public String key() {
            return settled.claim().key();
        }

        @Override
        public @Nullable String fingerprint() {
            return settled.claim().fingerprint();
        }

        @Override
        public @Nullable String result() {
            return settled.outcome() == Outcome.COMPLETE ? settled.result() : null;
        }
    }
}
