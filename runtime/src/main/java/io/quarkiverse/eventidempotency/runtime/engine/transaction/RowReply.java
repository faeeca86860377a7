package io.quarkiverse.eventidempotency.runtime.engine.transaction;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.spi.RecordContent;

/**
 * The answer of the table to a claim.
 *
 * @param kind the answer
 * @param waited whether the claim waited for another transaction, as far as the database shows it
 * @param row the committed row, where the answer is {@code DUPLICATE}
 */
public record RowReply(Kind kind, boolean waited, @Nullable RecordContent row) {

    /** The answers to a claim. */
    public enum Kind {

        /** The row is written, by this transaction. */
        CLAIMED,

        /** A row of an earlier transaction is there, and has not expired. */
        DUPLICATE,

        /** Another transaction holds the key, still after the wait. */
        IN_FLIGHT,

        /** The database rolls this transaction back, because of another one that has or had the key. */
        CONFLICT
    }

    private static final RowReply CLAIMED = new RowReply(Kind.CLAIMED, false, null);

    private static final RowReply CONFLICT = new RowReply(Kind.CONFLICT, false, null);

    public static RowReply claimed() {
        return CLAIMED;
    }

    public static RowReply duplicate(RecordContent row, boolean waited) {
        return new RowReply(Kind.DUPLICATE, waited, row);
    }

    /** {@return whether the transaction may be unusable, or without its earlier changes, and must not commit} */
    boolean endsTransaction() {
        return kind == Kind.IN_FLIGHT || kind == Kind.CONFLICT;
    }

    public static RowReply conflict() {
        return CONFLICT;
    }

    public static RowReply inFlight(boolean waited) {
        return new RowReply(Kind.IN_FLIGHT, waited, null);
    }
}
