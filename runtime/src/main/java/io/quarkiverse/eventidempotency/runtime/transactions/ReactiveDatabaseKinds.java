package io.quarkiverse.eventidempotency.runtime.transactions;

import java.util.Map;

/**
 * The databases that hold records and are reached through reactive clients alone, as the build knows them.
 *
 * @param kinds the {@code db-kind} of each data source, by its name
 */
public record ReactiveDatabaseKinds(Map<String, String> kinds) {
}
