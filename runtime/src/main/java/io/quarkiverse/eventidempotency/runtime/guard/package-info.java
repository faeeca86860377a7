/**
 * The guard around one method: the base of the generated interceptors, the shapes of results, the message that arrived,
 * and the request scope of a body. Calls the engine. Knows no store and no connector.
 */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.guard;

import org.jspecify.annotations.NullMarked;
