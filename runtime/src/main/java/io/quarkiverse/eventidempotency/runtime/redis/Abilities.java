package io.quarkiverse.eventidempotency.runtime.redis;

import org.jspecify.annotations.Nullable;

/**
 * What can be done with a connection.
 *
 * @param setsAndGets whether the server takes {@code SET} with {@code NX} and {@code GET}, and tells the time for every key
 * @param batches whether commands can be sent together: on a Cluster the client sends all of a batch to one node, and
 *        follows a key that has moved with all the others
 * @param session what its server calls it; {@code null} if that is not known
 */
record Abilities(boolean setsAndGets, boolean batches, @Nullable Session session) {
}
