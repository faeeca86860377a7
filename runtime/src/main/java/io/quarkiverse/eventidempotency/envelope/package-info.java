/**
 * The event envelope: one JSON form for an event and what travels around its payload. May use the public root and
 * Jackson.
 */
@NullMarked
package io.quarkiverse.eventidempotency.envelope;

import org.jspecify.annotations.NullMarked;
