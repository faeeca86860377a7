package io.quarkiverse.eventidempotency.spi;

import org.jspecify.annotations.Nullable;

/**
 * What a store answers to a claim.
 *
 * @param kind the answer
 * @param attempt {@code ACQUIRED}: the attempt's number, from 1
 * @param takeover {@code ACQUIRED}: the claim that it was taken from, whose lease had expired; {@code null} when it was taken
 *        from none, and for the reply to a repeated step
 * @param fence {@code ACQUIRED}: the attempt's fence
 * @param remainingMillis {@code IN_FLIGHT}: how long the owner's lease still runs, in milliseconds, more than 0;
 *        {@code DUPLICATE}: the time-to-live that the record had left when the store replied, in milliseconds,
 *        {@link Long#MAX_VALUE} for a record that does not expire, 0 when the reply does not contain it, and -1 for the answer
 *        of
 *        a near cache
 * @param firstSeenAt {@code ACQUIRED}: when the key was first claimed, as a JSON string with quotes; {@code null} when this
 *        claim is the first, or for other answers
 * @param record the stored record as it is, where the answer is {@code DUPLICATE}, {@code FAILED}, {@code REUSED} or
 *        {@code FOREIGN} ({@code null} there for a value that is no text), else {@code null}
 */
public record ClaimReply(Kind kind, int attempt, @Nullable Takeover takeover, long fence, long remainingMillis,
        @Nullable String firstSeenAt, @Nullable RecordContent record) {

    /** The answers to a claim. */
    public enum Kind {

        /** The key is the caller's, freshly or since an earlier claim with the same token. */
        ACQUIRED,

        /** The event was completed before. The caller compares the record's scope and key with its own. */
        DUPLICATE,

        /** Another claim holds the key. */
        IN_FLIGHT,

        /** The event failed and is not to be run again: terminally, quarantined, or out of attempts. */
        FAILED,

        /** This token's claim has been settled as failed: a new token is needed. */
        SETTLED,

        /** The record has another fingerprint. */
        REUSED,

        /** The value is no record, or the record of another scope or key. */
        FOREIGN
    }

    private static final long REMEMBERED = -1;
    private static final ClaimReply SETTLED = new ClaimReply(Kind.SETTLED, 0, null, 0, 0, null, null);

    /** {@return whether it was taken from a claim whose lease had expired} */
    public boolean takenOver() {
        return takeover != null;
    }

    /** {@return the answer {@link Kind#ACQUIRED}} */
    public static ClaimReply acquired(int attempt, @Nullable Takeover takeover, long fence,
            @Nullable String firstSeenAt) {
        return new ClaimReply(Kind.ACQUIRED, attempt, takeover, fence, 0, firstSeenAt, null);
    }

    /** {@return the answer {@link Kind#DUPLICATE}, without the record's remaining time-to-live} */
    public static ClaimReply duplicate(RecordContent record) {
        return duplicate(record, 0);
    }

    /**
     * The answer {@link Kind#DUPLICATE}. A near cache keeps the record only where its remaining time-to-live is known.
     *
     * @param remainingMillis the record's remaining time-to-live in milliseconds; negative for a record that does not expire
     */
    public static ClaimReply duplicate(RecordContent record, long remainingMillis) {
        return new ClaimReply(Kind.DUPLICATE, 0, null, 0, remainingMillis < 0 ? Long.MAX_VALUE : remainingMillis, null,
                record);
    }

    /** {@return the answer {@link Kind#DUPLICATE} of a near cache, which the store has not been asked for} */
    public static ClaimReply remembered(RecordContent record) {
        return new ClaimReply(Kind.DUPLICATE, 0, null, 0, REMEMBERED, null, record);
    }

    /** {@return whether it is the answer of a near cache, which says nothing of the store} */
    public boolean isRemembered() {
        return kind == Kind.DUPLICATE && remainingMillis == REMEMBERED;
    }

    /** {@return the answer {@link Kind#IN_FLIGHT}, with at least one millisecond left} */
    public static ClaimReply inFlight(long remainingMillis) {
        return new ClaimReply(Kind.IN_FLIGHT, 0, null, 0, Math.max(1, remainingMillis), null, null);
    }

    /** {@return the answer {@link Kind#FAILED}} */
    public static ClaimReply failed(RecordContent record) {
        return new ClaimReply(Kind.FAILED, 0, null, 0, 0, null, record);
    }

    /** {@return the answer {@link Kind#SETTLED}} */
    public static ClaimReply settled() {
        return SETTLED;
    }

    /** {@return the answer {@link Kind#REUSED}} */
    public static ClaimReply reused(RecordContent record) {
        return new ClaimReply(Kind.REUSED, 0, null, 0, 0, null, record);
    }

    /** {@return the answer {@link Kind#FOREIGN}} */
    public static ClaimReply foreign(@Nullable RecordContent record) {
        return new ClaimReply(Kind.FOREIGN, 0, null, 0, 0, null, record);
    }
}
