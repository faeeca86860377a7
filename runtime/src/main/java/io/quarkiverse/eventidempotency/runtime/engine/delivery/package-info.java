/**
 * One delivery, from its key to its answer: claim, body, settlement. Everything else of the engine serves it.
 */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.engine.delivery;

import org.jspecify.annotations.NullMarked;
