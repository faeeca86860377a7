package io.quarkiverse.eventidempotency.runtime.transactions;

import javax.sql.DataSource;

import io.quarkiverse.eventidempotency.runtime.database.Dialect;

/**
 * A data source whose database has the table of records.
 *
 * @param name the name of the data source
 * @param dialect the dialect of its statements
 * @param dataSource the data source
 */
record JdbcDatabase(String name, Dialect dialect, DataSource dataSource) {
}
