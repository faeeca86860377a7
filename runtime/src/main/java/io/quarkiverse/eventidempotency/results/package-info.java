/**
 * Stored forms of results that applications provide: a codec for the text of all results, a format for results of one
 * type.
 */
@NullMarked
package io.quarkiverse.eventidempotency.results;

import org.jspecify.annotations.NullMarked;
