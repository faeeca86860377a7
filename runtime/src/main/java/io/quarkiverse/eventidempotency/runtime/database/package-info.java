/**
 * The table of records in the databases of handlers: its statements in the dialect of each database, its schema, and its
 * clean-up. Knows the port of {@code engine.transaction}, and no container.
 */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.database;

import org.jspecify.annotations.NullMarked;
