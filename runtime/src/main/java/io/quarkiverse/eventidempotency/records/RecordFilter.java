package io.quarkiverse.eventidempotency.records;

import java.time.Duration;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.Idempotent;

/**
 * Which records are meant: those that match all that is said. Immutable; start with {@link #ALL}.
 *
 * @param scope only records of this scope, {@link Idempotent#NO_SCOPE} for those without one; {@code null} for all
 * @param status only records in this state; {@code null} for all
 * @param keyText only records whose key has this text somewhere, as it is written; {@code null} for all
 * @param olderThan only records whose key was first claimed at least so long ago, by {@code first_seen_at} and this process'
 *        clock; {@code null} for all. A record whose date cannot be read does not match.
 * @param leaseEnded whether only records in flight whose lease has ended match, by the store's clock. A record that has no
 *        lease, or no time to live, does not match: nobody can tell.
 * @param foreign whether values that are no records match too. They have no state, age or lease: a filter that asks for one
 *        of these matches none of them.
 */
public record RecordFilter(@Nullable String scope, @Nullable RecordStatus status, @Nullable String keyText,
        @Nullable Duration olderThan, boolean leaseEnded, boolean foreign) {

    /** All records of all scopes. */
    public static final RecordFilter ALL = new RecordFilter(null, null, null, null, false, false);

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
        return new RecordFilter(scope, status, keyText, olderThan, leaseEnded, foreign);
    }

    /** {@return the same filter for records in one state} */
    public RecordFilter withStatus(RecordStatus status) {
        return new RecordFilter(scope, status, keyText, olderThan, leaseEnded, foreign);
    }

    /** {@return the same filter for records whose key has a text somewhere} */
    public RecordFilter withKeyText(String keyText) {
        return new RecordFilter(scope, status, keyText, olderThan, leaseEnded, foreign);
    }

    /** {@return the same filter for records whose key was first claimed at least so long ago} */
    public RecordFilter withOlderThan(Duration olderThan) {
        return new RecordFilter(scope, status, keyText, olderThan, leaseEnded, foreign);
    }

    /** {@return the same filter for records in flight whose lease has ended} */
    public RecordFilter withLeaseEnded() {
        return new RecordFilter(scope, status, keyText, olderThan, true, foreign);
    }

    /** {@return the same filter, for values too that are no records} */
    public RecordFilter withForeign() {
        return new RecordFilter(scope, status, keyText, olderThan, leaseEnded, true);
    }
}
