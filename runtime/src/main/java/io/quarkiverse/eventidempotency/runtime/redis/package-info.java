/**
 * The store on Redis: one method for each step, which makes a command and gives it to a connection. Everything else of Redis
 * is in the rooms below; the rest of the extension knows this package alone.
 */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.redis;

import org.jspecify.annotations.NullMarked;
