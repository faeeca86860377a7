package io.quarkiverse.eventidempotency.runtime.transactions;

import java.util.Map;

/**
 * The databases that hold records of handlers with JTA transactions, as the build knows them.
 *
 * @param kinds the {@code db-kind} of each data source, by its name
 */
public record JdbcDatabaseKinds(Map<String, String> kinds) {
}
