-- The records of @Idempotent(inTransaction = true), one row for each idempotency key.
-- It can run again: as a repeatable migration of Flyway, or with runOnChange in Liquibase.
CREATE TABLE IF NOT EXISTS event_idempotency (
    scope varchar(255) COLLATE "C" NOT NULL,
    idempotency_key varchar(1024) COLLATE "C" NOT NULL,
    status varchar(16) NOT NULL,
    event_id text,
    event_type text,
    fingerprint varchar(64),
    result text,
    first_seen_at timestamptz NOT NULL,
    completed_at timestamptz,
    expires_at timestamptz NOT NULL,
    node text,
    trace_id varchar(64),
    PRIMARY KEY (scope, idempotency_key)
);
CREATE INDEX IF NOT EXISTS event_idempotency_expires_at ON event_idempotency (expires_at);
