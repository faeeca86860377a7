package io.quarkiverse.eventidempotency.spi;

import org.jspecify.annotations.Nullable;

/**
 * The claim whose lease had expired, and that another claim took over.
 *
 * @param node the process that held it, as its record named it; {@code null} when it named none
 * @param lateMillis how long its lease had expired by then, in milliseconds of the store's clock, not negative
 */
public record Takeover(@Nullable String node, long lateMillis) {
}
