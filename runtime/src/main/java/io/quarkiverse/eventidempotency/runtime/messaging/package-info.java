/** What messages are needed for: their identities, and settling them. */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.messaging;

import org.jspecify.annotations.NullMarked;
