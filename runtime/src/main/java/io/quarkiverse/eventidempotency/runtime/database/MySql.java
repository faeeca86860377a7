package io.quarkiverse.eventidempotency.runtime.database;

import org.jspecify.annotations.Nullable;

/**
 * MySQL, which returns no row that an insert meets: a duplicate takes two statements. A wait ends after the session's
 * {@code innodb_lock_wait_timeout}, and begins again until the claim's own time is over. The shortest wait is a second.
 */
class MySql implements DialectStatements {

    static final String INSERT = "INSERT INTO " + TABLE + " (scope, idempotency_key, status, event_id, event_type, fingerprint,"
            + " first_seen_at, completed_at, expires_at, node, trace_id) VALUES ({scope}, {key}, 'completed', {event_id},"
            + " {event_type}, {fingerprint}, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6),"
            + " UTC_TIMESTAMP(6) + INTERVAL {ttl} * 1000 MICROSECOND, {node}, {trace_id})";

    static final String TAKE_EXPIRED = "UPDATE " + TABLE + " SET status = 'completed', event_id = {event_id},"
            + " event_type = {event_type}, fingerprint = {fingerprint}, result = NULL, first_seen_at = UTC_TIMESTAMP(6),"
            + " completed_at = UTC_TIMESTAMP(6), expires_at = UTC_TIMESTAMP(6) + INTERVAL {ttl} * 1000 MICROSECOND,"
            + " node = {node}, trace_id = {trace_id} WHERE scope = {scope} AND idempotency_key = {key}"
            + " AND expires_at <= UTC_TIMESTAMP(6)";

    @Override
    public String claim(long waitMillis) {
        return INSERT;
    }

    @Override
    public String takeExpired(long waitMillis) {
        return TAKE_EXPIRED;
    }

    /** The failed insert has locked the row in share mode: a locking read sees it whatever snapshot the transaction has. */
    @Override
    public String find() {
        return "SELECT FALSE, TRUE, expires_at <= UTC_TIMESTAMP(6), event_id, event_type, fingerprint, result, "
                + millis("first_seen_at") + ", " + millis("completed_at") + ", node, trace_id FROM " + TABLE
                + " WHERE scope = {scope} AND idempotency_key = {key} LOCK IN SHARE MODE";
    }

    @Override
    public String lookColumns() {
        return "event_id, event_type, fingerprint, result, " + millis("first_seen_at") + ", " + millis("completed_at")
                + ", node, trace_id, TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(6), expires_at) DIV 1000";
    }

    private static String millis(String column) {
        return "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', " + column + ") DIV 1000";
    }

    @Override
    public String complete() {
        return "UPDATE " + TABLE + " SET result = {result}, completed_at = UTC_TIMESTAMP(6)"
                + " WHERE scope = {scope} AND idempotency_key = {key}";
    }

    @Override
    public String findExpired(int limit) {
        return "SELECT scope, idempotency_key FROM " + TABLE + " WHERE expires_at <= UTC_TIMESTAMP(6)"
                + " ORDER BY expires_at LIMIT " + limit + " FOR UPDATE SKIP LOCKED";
    }

    @Override
    public @Nullable LockWait lockWait() {
        return new LockWait("SELECT @@SESSION.innodb_lock_wait_timeout", "SET SESSION innodb_lock_wait_timeout = 1",
                "SET SESSION innodb_lock_wait_timeout = ");
    }

    @Override
    public boolean survivesErrors() {
        return true;
    }

    @Override
    public boolean waitsAsAsked() {
        return false;
    }

    @Override
    public DatabaseFailure failure(@Nullable String sqlState, int vendorCode) {
        return switch (vendorCode) {
            case 1062 -> DatabaseFailure.DUPLICATE;
            case 1205 -> DatabaseFailure.LOCK_TIMEOUT;
            case 1213 -> DatabaseFailure.CONFLICT;
            default -> DatabaseFailure.OTHER;
        };
    }
}
