/** Guarded methods of REST resources: the responses to requests that end without a result, and to duplicates. */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.rest;

import org.jspecify.annotations.NullMarked;
