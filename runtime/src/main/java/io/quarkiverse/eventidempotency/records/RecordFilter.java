package io.quarkiverse.eventidempotency.records;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Idempotent;

/**
 * Which records are meant: those that match all that is said. Immutable; start with {@link #ALL}.
 *
 * @param scope only records of this scope, {@link Idempotent#NO_SCOPE} for those without one; {@code null} for all
 * @param status only records in this state; {@code null} for all
 * @param keyText only records whose key contains this text, as it is written; {@code null} for all. A text of
 *        {@code sha256:} and 12 to 64 hexadecimal digits, as messages name keys, also matches the keys whose SHA-256 begins
 *        with these digits. Such a search reads all records that match the rest of the filter.
 * @param olderThan only records whose key was first claimed at least so long ago, by {@code first_seen_at} and this process'
 *        clock; {@code null} for all. A record whose date cannot be read does not match.
 * @param leaseEnded whether only records in flight whose lease has ended match, by the store's clock. A record that has no
 *        lease, or no time to live, does not match: nobody can tell.
 * @param foreign whether values that are no records match too. They have no state, age or lease: a filter that asks for one
 *        of these matches none of them.
 * @param condition only values for which this returns {@code true}; {@code null} for all. It is called last, for values that
 *        match the rest of the filter, and must not block. Its record is {@code null} for a value that is none, which only
 *        {@code foreign} lets through.
 */
public record RecordFilter(@Nullable String scope, @Nullable RecordStatus status, @Nullable String keyText,
        @Nullable Duration olderThan, boolean leaseEnded, boolean foreign, @Nullable Predicate<FoundRecord> condition) {

    /** All records of all scopes. */
    public static final RecordFilter ALL = new RecordFilter(null, null, null, null, false, false, null);

    private static final Pattern SCOPE = Pattern.compile("[A-Za-z0-9_.-]+");

    /**
     * @throws IllegalArgumentException if the scope has other characters than {@code [A-Za-z0-9_.-]}, the text is empty or
     *         the age negative
     */
    public RecordFilter {
        if (scope != null) {
            checkScope(scope);
        }
        if (keyText != null && keyText.isEmpty()) {
            throw new IllegalArgumentException("keyText must not be empty: leave it out to match all keys");
        }
        if (olderThan != null && olderThan.isNegative()) {
            throw new IllegalArgumentException("olderThan must not be negative, and is " + olderThan);
        }
    }

    static void checkScope(String scope) {
        if (!scope.equals(Idempotent.NO_SCOPE) && !SCOPE.matcher(scope).matches()) {
            throw new IllegalArgumentException("'" + scope + "' is no scope: it must be one or more of the letters A to Z and a"
                    + " to z, digits, '_', '.' and '-', or Idempotent.NO_SCOPE");
        }
    }

    /** {@return the same filter for records of one scope} */
    public RecordFilter withScope(String scope) {
        return new RecordFilter(scope, status, keyText, olderThan, leaseEnded, foreign, condition);
    }

    /** {@return the same filter for records in one state} */
    public RecordFilter withStatus(RecordStatus status) {
        return new RecordFilter(scope, status, keyText, olderThan, leaseEnded, foreign, condition);
    }

    /** {@return the same filter for records whose key contains a text, or has a digest that messages name it by} */
    public RecordFilter withKeyText(String keyText) {
        return new RecordFilter(scope, status, keyText, olderThan, leaseEnded, foreign, condition);
    }

    /** {@return the same filter for records whose key was first claimed at least so long ago} */
    public RecordFilter withOlderThan(Duration olderThan) {
        return new RecordFilter(scope, status, keyText, olderThan, leaseEnded, foreign, condition);
    }

    /** {@return the same filter for records in flight whose lease has ended} */
    public RecordFilter withLeaseEnded() {
        return new RecordFilter(scope, status, keyText, olderThan, true, foreign, condition);
    }

    /** {@return the same filter, for values too that are no records} */
    public RecordFilter withForeign() {
        return new RecordFilter(scope, status, keyText, olderThan, leaseEnded, true, condition);
    }

    /** {@return the same filter for values that also meet a condition} */
    public RecordFilter withCondition(Predicate<FoundRecord> condition) {
        return new RecordFilter(scope, status, keyText, olderThan, leaseEnded, foreign, condition);
    }
}
