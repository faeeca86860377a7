-- The records of @Idempotent(inTransaction = true), one row for each idempotency key.
-- It can run again: as a repeatable migration of Flyway, or with runOnChange in Liquibase.
CREATE TABLE IF NOT EXISTS event_idempotency (
    scope VARCHAR(255) NOT NULL,
    idempotency_key VARCHAR(1024) NOT NULL,
    status VARCHAR(16) NOT NULL,
    event_id CHARACTER LARGE OBJECT,
    event_type CHARACTER LARGE OBJECT,
    fingerprint VARCHAR(64),
    result CHARACTER LARGE OBJECT,
    first_seen_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    completed_at TIMESTAMP(6) WITH TIME ZONE,
    expires_at TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    node CHARACTER LARGE OBJECT,
    trace_id VARCHAR(64),
    PRIMARY KEY (scope, idempotency_key)
);
CREATE INDEX IF NOT EXISTS event_idempotency_expires_at ON event_idempotency (expires_at);
