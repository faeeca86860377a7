/** The store on Redis: its connection, its scripts. */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.redis;

import org.jspecify.annotations.NullMarked;
