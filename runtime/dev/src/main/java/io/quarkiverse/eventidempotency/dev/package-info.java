/**
 * The services of Quarkus' Dev UI: records, guarded handlers, trials and recent deliveries. On the class path in dev mode only:
 * nothing in the runtime module may refer to it.
 */
@NullMarked
package io.quarkiverse.eventidempotency.dev;

import org.jspecify.annotations.NullMarked;
