/**
 * Threads and time of Vert.x and Mutiny, as the engine is given them.
 */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.vertx;

import org.jspecify.annotations.NullMarked;
