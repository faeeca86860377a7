/** The traces that deliveries belong to, loaded only where the application has OpenTelemetry. */
@NullMarked
package io.quarkiverse.eventidempotency.runtime.tracing;

import org.jspecify.annotations.NullMarked;
