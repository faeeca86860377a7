package io.quarkiverse.eventidempotency.runtime.memory;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.ProcessingStatus;

/**
 * A value that came as text: a settled record, or what somebody else wrote. It is parsed once, and only when a step needs
 * more of it than that it is completed.
 */
final class TextRecord extends StoredRecord {

    private static final String COMPLETED = "{\"status\":\"completed\"";
    private static final String OWNER = ",\"owner\":\"";

    private final String text;
    private final boolean completed;

    /** Parsed twice at worst when threads meet, with the same outcome. */
    private volatile @Nullable RecordHead head;

    TextRecord(String text, long expiresAt) {
        this(text, text.startsWith(COMPLETED), null, expiresAt);
    }

    private TextRecord(String text, boolean completed, @Nullable RecordHead head, long expiresAt) {
        super(expiresAt);
        this.text = text;
        this.completed = completed;
        this.head = head;
    }

    private RecordHead head() {
        RecordHead parsed = head;
        if (parsed == null) {
            parsed = RecordHead.parse(text);
            head = parsed;
        }
        return parsed;
    }

    @Override
    String text() {
        return text;
    }

    @Override
    StoredRecord until(long expiresAt) {
        return new TextRecord(text, completed, head, expiresAt);
    }

    @Override
    @Nullable
    ProcessingStatus status() {
        return completed ? ProcessingStatus.COMPLETED : head().status();
    }

    @Override
    @Nullable
    String owner() {
        // our records begin with status and owner: a large result is not parsed for them
        if (completed && text.startsWith(OWNER, COMPLETED.length())) {
            int start = COMPLETED.length() + OWNER.length();
            int end = text.indexOf('"', start);
            return end < 0 ? null : text.substring(start, end);
        }
        return head().owner();
    }

    @Override
    int attempt() {
        return head().attempt();
    }

    @Override
    long fence() {
        return head().fence();
    }

    @Override
    long leaseMillis() {
        return head().leaseMillis();
    }

    @Override
    long ttlMillis() {
        return head().ttlMillis();
    }

    @Override
    @Nullable
    String scope() {
        return head().scope();
    }

    @Override
    @Nullable
    String key() {
        return head().key();
    }

    @Override
    @Nullable
    String fingerprint() {
        return head().fingerprint();
    }

    @Override
    @Nullable
    String firstSeenAt() {
        return head().firstSeenAt();
    }

    @Override
    boolean retryable() {
        return head().retryable();
    }
}
