package io.quarkiverse.eventidempotency.runtime.database;

import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowClaim;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowReply;
import io.quarkiverse.eventidempotency.runtime.engine.transaction.RowTerms;

/** The steps of operators on the rows of one table, each in a transaction of its own. All methods block. */
public final class RowOperations {

    /**
     * A row that has not expired.
     *
     * @param content the row
     * @param remainingMillis how long until it expires, in milliseconds
     */
    public record LookedAt(RowContent content, long remainingMillis) {
    }

    private final DialectStatements statements;
    private final RowSession.Source sessions;
    private final String node;

    /** @param node the process, as rows name it that an operator writes */
    public RowOperations(Dialect dialect, RowSession.Source sessions, String node) {
        this.statements = dialect.statements();
        this.sessions = sessions;
        this.node = node;
    }

    private RowClaim claim(RowKey key, long ttlMillis) {
        return new RowClaim(new RowTerms(key.scope(), node, RowSession.WAIT_MILLIS, false), key.key(), ttlMillis, null, null,
                null, null);
    }

    /**
     * Looks at a row.
     *
     * @return the row; {@code null} where there is none that has not expired
     * @throws Exception if the database cannot be read
     */
    public @Nullable LookedAt find(RowKey key) throws Exception {
        try (RowSession session = sessions.open()) {
            return find(session, key, statements.look());
        }
    }

    private @Nullable LookedAt find(RowSession session, RowKey key, String statement) throws Exception {
        List<List<@Nullable Object>> rows = session.rows(statement, claim(key, 0));
        LookedAt row = rows.isEmpty() ? null : lookedAt(key, rows.get(0));
        return row == null || row.remainingMillis() <= 0 ? null : row;
    }

    private static LookedAt lookedAt(RowKey key, List<@Nullable Object> row) {
        return new LookedAt(new RowContent(key.scope(), key.key(), text(row, LookColumn.EVENT_ID),
                text(row, LookColumn.EVENT_TYPE), text(row, LookColumn.FINGERPRINT), text(row, LookColumn.RESULT),
                number(row, LookColumn.FIRST_SEEN_AT), number(row, LookColumn.COMPLETED_AT), text(row, LookColumn.NODE),
                text(row, LookColumn.TRACE_ID)), number(row, LookColumn.REMAINING));
    }

    private static @Nullable String text(List<@Nullable Object> row, LookColumn column) {
        return (String) row.get(column.ordinal());
    }

    private static long number(List<@Nullable Object> row, LookColumn column) {
        Long value = (Long) row.get(column.ordinal());
        return value == null ? 0 : value;
    }

    /**
     * Lists keys, expired ones among them.
     *
     * @param after the key that the first one follows
     * @param limit how many at the most
     * @throws Exception if the database cannot be read
     */
    public List<RowKey> keysAfter(RowKey after, int limit) throws Exception {
        try (RowSession session = sessions.open()) {
            return session.rows(statements.keysAfter(limit), claim(after, 0)).stream()
                    .map(row -> RowKey.of((String) row.get(0), (String) row.get(1))).toList();
        }
    }

    /**
     * Deletes a row.
     *
     * @param meant whether the row that stands there is the one to delete
     * @return whether it was deleted
     * @throws Exception if the database refuses it, or another transaction holds the row for long
     */
    public boolean delete(RowKey key, Predicate<RowContent> meant) throws Exception {
        if (find(key) == null) {
            return false; // without waiting for a transaction that writes it
        }
        try (RowSession session = sessions.open()) {
            LookedAt row = find(session, key, statements.look() + " FOR UPDATE");
            if (row == null || !meant.test(row.content())) {
                return false;
            }
            session.change(statements.withdraw(), claim(key, 0), null);
            session.commit();
            return true;
        }
    }

    /**
     * Writes the row of an event that is to count as completed.
     *
     * @param ttlMillis its time to live, in milliseconds
     * @param result the result as JSON; {@code null} for none
     * @return {@code CLAIMED} where it is written; {@code DUPLICATE} where the event is completed already; {@code IN_FLIGHT}
     *         where a delivery of it is running
     * @throws Exception if the database refuses it
     */
    public RowReply.Kind complete(RowKey key, long ttlMillis, @Nullable String result) throws Exception {
        try (RowSession session = sessions.open()) {
            RowClaim claim = claim(key, ttlMillis);
            RowReply.Kind reply = session.claim(claim).kind();
            if (reply == RowReply.Kind.CLAIMED) {
                if (result != null) {
                    session.change(statements.complete(), claim, result);
                }
                session.commit();
            }
            return reply;
        }
    }
}
