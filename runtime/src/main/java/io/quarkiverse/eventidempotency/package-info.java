/**
 * The API of the event idempotency extension: {@link io.quarkiverse.eventidempotency.Idempotent @Idempotent}, what names
 * an event, and what a delivery can end with.
 */
@NullMarked
package io.quarkiverse.eventidempotency;

import org.jspecify.annotations.NullMarked;
