/**
 * The near cache: a store that answers duplicates of completed events from the memory of this process. It uses the port and
 * Caffeine, and no other room of the runtime.
 */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.cache;

import org.jspecify.annotations.NullMarked;
