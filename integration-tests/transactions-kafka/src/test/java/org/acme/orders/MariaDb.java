package org.acme.orders;

import io.quarkiverse.eventidempotency.runtime.database.Dialect;

/** Debian's MariaDB. */
final class MariaDb extends Database {

    private final MariaDbProcess server = MariaDbProcess.start();

    MariaDb() {
        createTables();
    }

    @Override
    Dialect dialect() {
        return Dialect.MARIADB;
    }

    @Override
    String url() {
        return server.url();
    }

    @Override
    String waiting() {
        return "SELECT count(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'";
    }

    @Override
    String addExpired(int rows) {
        return "INSERT INTO event_idempotency (scope, idempotency_key, status, first_seen_at, completed_at, expires_at)"
                + " SELECT 'timed', CONCAT('expired-', seq), 'completed', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6),"
                + " UTC_TIMESTAMP(6) - INTERVAL seq MICROSECOND - INTERVAL 1 HOUR FROM seq_1_to_" + rows;
    }

    @Override
    void restart(boolean crash) throws Exception {
        server.restart(crash);
    }

    @Override
    public void close() {
        server.close();
    }
}
