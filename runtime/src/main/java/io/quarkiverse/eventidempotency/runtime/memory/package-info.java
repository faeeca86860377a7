/**
 * The store in memory, for development, tests and applications of one process. It uses the port and no other room of the
 * runtime: neither the engine nor Redis, Vert.x or a container.
 */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.memory;

import org.jspecify.annotations.NullMarked;
