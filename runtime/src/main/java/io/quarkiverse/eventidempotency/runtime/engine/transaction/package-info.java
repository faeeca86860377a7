/**
 * Deliveries whose record is a row that commits with the data of their handler. A delivery takes the decisions; its driver
 * talks to the database through the port of its kind.
 */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.engine.transaction;

import org.jspecify.annotations.NullMarked;
