package io.quarkiverse.eventidempotency.runtime.redis.connection;

import org.jspecify.annotations.Nullable;

/**
 * What can be done with a connection.
 *
 * @param setsAndGets whether the server takes {@code SET} with {@code NX} and {@code GET}, and tells the time for every key
 * @param oneServer whether all answers come from one server, as they do not on a Cluster
 * @param session what its server calls it; {@code null} if that is not known
 */
record Abilities(boolean setsAndGets, boolean oneServer, @Nullable Session session) {
}
