package io.quarkiverse.eventidempotency.runtime.database;

import org.jspecify.annotations.Nullable;

/**
 * The statements of one database, with {@linkplain Sql.Parameter parameters} in braces. Statements that return a row return
 * the columns of {@link RowColumn}; one that returns no row and changes one has claimed it. All of them leave the settings of
 * the user's session as they were.
 */
public interface DialectStatements {

    String TABLE = "event_idempotency";

    /**
     * Writes the row of a claim, or returns the one that is there. Where it fails with {@link DatabaseFailure#DUPLICATE}, or
     * returns neither, {@link #find} returns the row that is there.
     *
     * @param waitMillis how long to wait for a transaction that holds the key, in milliseconds; 0 to not wait
     */
    String claim(long waitMillis);

    /**
     * Writes the row of a claim over one that has expired: changes a row, or returns one whose
     * {@link RowColumn#CLAIMED} is true. It does neither where another claim was first.
     *
     * @param waitMillis as in {@link #claim}
     */
    String takeExpired(long waitMillis);

    /** Returns the row that is there, as of now. */
    String find();

    /** Stores the result in the claimed row. */
    String complete();

    /** Deletes the claimed row. */
    default String withdraw() {
        return "DELETE FROM " + TABLE + " WHERE scope = {scope} AND idempotency_key = {key}";
    }

    /**
     * Returns scope and key of some rows that have expired, and locks them; rows that other transactions hold are skipped.
     *
     * @param limit how many rows at the most
     */
    String findExpired(int limit);

    /** {@return the columns of {@link LookColumn}} */
    String lookColumns();

    /** Returns the {@linkplain #lookColumns() columns} of the row that is there, without waiting for a transaction. */
    default String look() {
        return "SELECT " + lookColumns() + " FROM " + TABLE + " WHERE scope = {scope} AND idempotency_key = {key}";
    }

    /**
     * Returns scope and key of the rows that follow a scope and a key, in their order.
     *
     * @param limit how many rows at the most
     */
    default String keysAfter(int limit) {
        return "SELECT scope, idempotency_key FROM " + TABLE
                + " WHERE scope >= {scope} AND (scope > {scope} OR idempotency_key > {key})"
                + " ORDER BY scope, idempotency_key LIMIT " + limit;
    }

    /** Returns nothing, and fails where the table or one of its columns is missing. */
    default String check() {
        return "SELECT scope, idempotency_key, status, event_id, event_type, fingerprint, result, first_seen_at, completed_at,"
                + " expires_at, node, trace_id FROM " + TABLE + " WHERE 1 = 0";
    }

    /** {@return how a claim that must not wait is kept from waiting; {@code null} where its statement does that itself} */
    default @Nullable LockWait lockWait() {
        return null;
    }

    /** {@return whether an error within a transaction leaves it usable} */
    boolean survivesErrors();

    /**
     * {@return whether the database itself ends the wait of a claim after {@code waitMillis}; else it may end it earlier, and
     * the claim is repeated}
     */
    boolean waitsAsAsked();

    /** {@return the meaning of an error} */
    DatabaseFailure failure(@Nullable String sqlState, int vendorCode);

    /**
     * The setting of a session that limits its waits.
     *
     * @param read returns its value
     * @param none makes the session not wait
     * @param restore sets the value that is appended to it
     */
    record LockWait(String read, String none, String restore) {
    }
}
