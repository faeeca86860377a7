package io.quarkiverse.eventidempotency.runtime.database;

import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL. An insert that meets a committed row returns it in the same statement. A row that was committed while the insert
 * waited is not visible to that statement, and is found by the next one.
 * <p>
 * {@code set_config} limits the wait of the statement that it is part of, since the server reads {@code lock_timeout} when it
 * begins to wait. The last expression of the statement restores it; a failure restores it with the transaction.
 */
final class PostgreSql implements DialectStatements {

    private static final String COLUMNS = "r.scope IS NOT NULL, r.expires_at <= clock_timestamp(), r.event_id, r.event_type,"
            + " r.fingerprint, r.result, CAST(extract(epoch FROM r.first_seen_at) * 1000 AS bigint),"
            + " CAST(extract(epoch FROM r.completed_at) * 1000 AS bigint), r.node, r.trace_id";
    private static final String EXPIRY = "clock_timestamp() + CAST({ttl} AS bigint) * interval '1 millisecond'";
    private static final String RESTORED = "set_config('lock_timeout', settings.previous, true)";

    /** The first of its expressions is evaluated first. */
    private static String settings(long waitMillis) {
        return "WITH settings AS MATERIALIZED (SELECT current_setting('lock_timeout') AS previous,"
                + " set_config('lock_timeout', '" + Math.max(1, Math.min(waitMillis, Integer.MAX_VALUE))
                + "', true) AS ours), ";
    }

    @Override
    public String claim(long waitMillis) {
        return settings(waitMillis) + "claimed AS (INSERT INTO " + TABLE + " (scope, idempotency_key, status, event_id,"
                + " event_type, fingerprint, first_seen_at, completed_at, expires_at, node, trace_id)"
                + " SELECT CAST({scope} AS text), CAST({key} AS text), 'completed', CAST({event_id} AS text),"
                + " CAST({event_type} AS text), CAST({fingerprint} AS text), clock_timestamp(), clock_timestamp(), " + EXPIRY
                + ", CAST({node} AS text), CAST({trace_id} AS text) FROM settings WHERE settings.ours IS NOT NULL"
                + " ON CONFLICT (scope, idempotency_key) DO NOTHING RETURNING true)"
                + " SELECT EXISTS (SELECT FROM claimed), " + COLUMNS + ", " + RESTORED
                + " FROM settings LEFT JOIN " + TABLE + " r ON NOT EXISTS (SELECT FROM claimed)"
                + " AND r.scope = CAST({scope} AS text) AND r.idempotency_key = CAST({key} AS text)";
    }

    @Override
    public String takeExpired(long waitMillis) {
        return settings(waitMillis) + "claimed AS (UPDATE " + TABLE + " SET status = 'completed',"
                + " event_id = CAST({event_id} AS text), event_type = CAST({event_type} AS text),"
                + " fingerprint = CAST({fingerprint} AS text), result = NULL, first_seen_at = clock_timestamp(),"
                + " completed_at = clock_timestamp(), expires_at = " + EXPIRY + ", node = CAST({node} AS text),"
                + " trace_id = CAST({trace_id} AS text) FROM settings WHERE settings.ours IS NOT NULL"
                + " AND scope = CAST({scope} AS text) AND idempotency_key = CAST({key} AS text)"
                + " AND expires_at <= clock_timestamp() RETURNING true)"
                + " SELECT EXISTS (SELECT FROM claimed), " + RESTORED + " FROM settings";
    }

    @Override
    public String find() {
        return "SELECT false, " + COLUMNS + " FROM " + TABLE + " r WHERE r.scope = CAST({scope} AS text)"
                + " AND r.idempotency_key = CAST({key} AS text)";
    }

    @Override
    public String lookColumns() {
        return "event_id, event_type, fingerprint, result, CAST(extract(epoch FROM first_seen_at) * 1000 AS bigint),"
                + " CAST(extract(epoch FROM completed_at) * 1000 AS bigint), node, trace_id,"
                + " CAST(extract(epoch FROM expires_at - clock_timestamp()) * 1000 AS bigint)";
    }

    @Override
    public String complete() {
        return "UPDATE " + TABLE + " SET result = CAST({result} AS text), completed_at = clock_timestamp()"
                + " WHERE scope = {scope} AND idempotency_key = {key}";
    }

    @Override
    public String findExpired(int limit) {
        return "SELECT scope, idempotency_key FROM " + TABLE + " WHERE expires_at <= clock_timestamp()"
                + " ORDER BY expires_at LIMIT " + limit + " FOR UPDATE SKIP LOCKED";
    }

    @Override
    public boolean survivesErrors() {
        return false;
    }

    @Override
    public boolean waitsAsAsked() {
        return true;
    }

    @Override
    public DatabaseFailure failure(@Nullable String sqlState, int vendorCode) {
        return switch (String.valueOf(sqlState)) {
            case "55P03" -> DatabaseFailure.LOCK_TIMEOUT;
            case "40001", "40P01" -> DatabaseFailure.CONFLICT;
            default -> DatabaseFailure.OTHER;
        };
    }
}
