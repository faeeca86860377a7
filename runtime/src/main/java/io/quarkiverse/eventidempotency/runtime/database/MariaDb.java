package io.quarkiverse.eventidempotency.runtime.database;

import org.jspecify.annotations.Nullable;

/**
 * MariaDB. A block inserts the row, and returns the one that is there where the insert fails with a duplicate key, in one
 * trip. {@code ON DUPLICATE KEY UPDATE} would lock that row exclusively, so that duplicates waited for each other.
 */
final class MariaDb extends MySql {

    @Override
    public String claim(long waitMillis) {
        return waiting(waitMillis) + "BEGIN NOT ATOMIC DECLARE EXIT HANDLER FOR 1062 " + find() + "; " + INSERT + "; END";
    }

    @Override
    public String takeExpired(long waitMillis) {
        return waiting(waitMillis) + TAKE_EXPIRED;
    }

    private static String waiting(long waitMillis) {
        return "SET STATEMENT innodb_lock_wait_timeout=" + Math.min((waitMillis + 999) / 1000, 100_000_000) + " FOR ";
    }

    @Override
    public @Nullable LockWait lockWait() {
        return null;
    }

    @Override
    public boolean waitsAsAsked() {
        return true;
    }
}
