-- The records of @Idempotent(inTransaction = true), one row for each idempotency key. Times are UTC.
-- It can run again: as a repeatable migration of Flyway, or with runOnChange in Liquibase.
CREATE TABLE IF NOT EXISTS event_idempotency (
    scope VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    idempotency_key VARBINARY(1024) NOT NULL,
    status VARCHAR(16) CHARACTER SET ascii NOT NULL,
    event_id TEXT CHARACTER SET utf8mb4,
    event_type TEXT CHARACTER SET utf8mb4,
    fingerprint VARCHAR(64) CHARACTER SET ascii,
    result LONGTEXT CHARACTER SET utf8mb4,
    first_seen_at DATETIME(6) NOT NULL,
    completed_at DATETIME(6),
    expires_at DATETIME(6) NOT NULL,
    node TEXT CHARACTER SET utf8mb4,
    trace_id VARCHAR(64) CHARACTER SET ascii,
    PRIMARY KEY (scope, idempotency_key),
    KEY event_idempotency_expires_at (expires_at)
) ENGINE = InnoDB;
