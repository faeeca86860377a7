/**
 * The same delivery from code: scopes as one call, and claims that the caller settles.
 */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.engine.scope;

import org.jspecify.annotations.NullMarked;
