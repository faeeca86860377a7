/**
 * Records as operators see them: find, list, count, and steps on many records.
 */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.engine.records;

import org.jspecify.annotations.NullMarked;
