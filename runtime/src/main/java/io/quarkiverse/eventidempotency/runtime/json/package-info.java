/**
 * Results and fingerprints as JSON: the mapper of results, the exact form of values, and the check that a result can be
 * read back. Knows no engine but its result mapping.
 */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.json;

import org.jspecify.annotations.NullMarked;
