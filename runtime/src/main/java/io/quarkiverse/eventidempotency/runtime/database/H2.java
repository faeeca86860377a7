package io.quarkiverse.eventidempotency.runtime.database;

import org.jspecify.annotations.Nullable;

/**
 * H2, which runs within the process as a rule: a duplicate takes two statements. A wait ends after the session's
 * {@code LOCK_TIMEOUT}, and begins again until the claim's own time is over.
 */
final class H2 implements DialectStatements {

    private static final String EXPIRY = "DATEADD(MILLISECOND, CAST({ttl} AS BIGINT), CURRENT_TIMESTAMP)";

    @Override
    public String claim(long waitMillis) {
        return "INSERT INTO " + TABLE + " (scope, idempotency_key, status, event_id, event_type, fingerprint, first_seen_at,"
                + " completed_at, expires_at, node, trace_id) VALUES ({scope}, {key}, 'completed', {event_id}, {event_type},"
                + " {fingerprint}, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, " + EXPIRY + ", {node}, {trace_id})";
    }

    @Override
    public String takeExpired(long waitMillis) {
        return "UPDATE " + TABLE + " SET status = 'completed', event_id = {event_id}, event_type = {event_type},"
                + " fingerprint = {fingerprint}, result = NULL, first_seen_at = CURRENT_TIMESTAMP,"
                + " completed_at = CURRENT_TIMESTAMP, expires_at = " + EXPIRY + ", node = {node}, trace_id = {trace_id}"
                + " WHERE scope = {scope} AND idempotency_key = {key} AND expires_at <= CURRENT_TIMESTAMP";
    }

    @Override
    public String find() {
        return "SELECT FALSE, TRUE, expires_at <= CURRENT_TIMESTAMP, event_id, event_type, fingerprint, result,"
                + " CAST(EXTRACT(EPOCH FROM first_seen_at) * 1000 AS BIGINT),"
                + " CAST(EXTRACT(EPOCH FROM completed_at) * 1000 AS BIGINT), node, trace_id FROM " + TABLE
                + " WHERE scope = {scope} AND idempotency_key = {key}";
    }

    @Override
    public String lookColumns() {
        return "event_id, event_type, fingerprint, result, CAST(EXTRACT(EPOCH FROM first_seen_at) * 1000 AS BIGINT),"
                + " CAST(EXTRACT(EPOCH FROM completed_at) * 1000 AS BIGINT), node, trace_id,"
                + " DATEDIFF(MILLISECOND, CURRENT_TIMESTAMP, expires_at)";
    }

    @Override
    public String complete() {
        return "UPDATE " + TABLE + " SET result = {result}, completed_at = CURRENT_TIMESTAMP"
                + " WHERE scope = {scope} AND idempotency_key = {key}";
    }

    @Override
    public String findExpired(int limit) {
        return "SELECT scope, idempotency_key FROM " + TABLE + " WHERE expires_at <= CURRENT_TIMESTAMP"
                + " ORDER BY expires_at FETCH FIRST " + limit + " ROWS ONLY FOR UPDATE SKIP LOCKED";
    }

    @Override
    public LockWait lockWait() {
        return new LockWait("CALL LOCK_TIMEOUT()", "SET LOCK_TIMEOUT 0", "SET LOCK_TIMEOUT ");
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
            case 23505 -> DatabaseFailure.DUPLICATE;
            case 50200, 90131 -> DatabaseFailure.LOCK_TIMEOUT;
            case 40001 -> DatabaseFailure.CONFLICT;
            default -> DatabaseFailure.OTHER;
        };
    }
}
