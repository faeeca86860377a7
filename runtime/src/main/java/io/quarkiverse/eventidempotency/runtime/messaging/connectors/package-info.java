/**
 * The connectors: one constant of {@code Connector} each, with name, strategies and checks at start, and a reader that is a
 * bean where the application has the connector's classes. Enters neither guard nor channels.
 */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.messaging.connectors;

import org.jspecify.annotations.NullMarked;
