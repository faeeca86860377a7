/**
 * The connectors, one class each: name, checks at start, identities of messages and their requeue. A class loads the
 * connector's own classes, and is a bean only where the application has them. Enters neither guard nor channels.
 */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import org.jspecify.annotations.NullMarked;
