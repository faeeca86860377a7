package io.quarkiverse.eventidempotency.runtime.transactions;

import java.util.Map;

/**
 * The databases of the JDBC data sources, as the build knows them.
 *
 * @param kinds the {@code db-kind} of each data source, by its name
 */
public record JdbcDatabaseKinds(Map<String, String> kinds) {
}
