package io.quarkiverse.eventidempotency.dev;

import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Idempotent;
import io.quarkiverse.eventidempotency.records.RecordFilter;
import io.quarkiverse.eventidempotency.records.RecordStatus;
import io.quarkus.runtime.configuration.DurationConverter;

/**
 * The arguments by which records are found. An argument that is empty or missing matches all records.
 *
 * @param scope the scope, {@code none} for records without one
 * @param keyText a text in the key, or the digest of a key as log lines contain it
 * @param status a state, the {@linkplain RecordKind kind} of a failure, {@code foreign} or {@code misplaced}
 * @param olderThan the least age, as {@code 10M} or {@code PT2H}
 * @param leaseExpired whether to find only records in flight whose lease has expired
 */
record RecordQuery(@Nullable String scope, @Nullable String keyText, @Nullable String status, @Nullable String olderThan,
        @Nullable Boolean leaseExpired) {

    /** An empty text is a missing one. */
    RecordQuery {
        scope = orNull(scope);
        keyText = orNull(keyText);
        status = orNull(status);
        olderThan = orNull(olderThan);
    }

    static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** @throws Refusal if an argument has a value that it cannot have */
    RecordFilter filter(RecordRows rows) {
        RecordFilter filter = RecordFilter.ALL;
        if (scope != null) {
            filter = filter.withScope(scope.equals("none") ? Idempotent.NO_SCOPE : scope);
        }
        if (keyText != null) {
            filter = filter.withKeyText(keyText);
        }
        if (olderThan != null) {
            filter = filter.withOlderThan(duration(olderThan));
        }
        if (Boolean.TRUE.equals(leaseExpired)) {
            filter = filter.withLeaseEnded();
        }
        return status == null ? filter : withStatus(filter, status, rows);
    }

    private static RecordFilter withStatus(RecordFilter filter, String status, RecordRows rows) {
        RecordKind kind = RecordKind.named(status);
        if (kind != null) {
            return kind.in(filter);
        }
        return switch (status.toLowerCase(Locale.ROOT)) {
            case "failed" -> filter.withStatus(RecordStatus.FAILED);
            case "misplaced" -> filter.withCondition(rows::isMisplaced);
            default -> throw new Refusal("'" + status + "' is no status: it must be processing, completed,"
                    + " failed, runs-again, failed-permanently, quarantined, attempts-exhausted, released, foreign or"
                    + " misplaced");
        };
    }

    private static Duration duration(String text) {
        try {
            return DurationConverter.parseDuration(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal("olderThan is '" + text + "': give a duration, such as 30S, 10M, 2H or P7D");
        }
    }
}
