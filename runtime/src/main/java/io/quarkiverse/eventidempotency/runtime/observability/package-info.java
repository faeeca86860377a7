/**
 * Logs, meters, health and traces of deliveries. Receives what the engine reports. Decides nothing.
 */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.observability;

import org.jspecify.annotations.NullMarked;
