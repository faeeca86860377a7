package org.acme.kafka;

import io.quarkiverse.eventidempotency.IdempotencyKey;

/**
 * An order.
 *
 * @param id what makes two records the same order
 */
public record Order(@IdempotencyKey String id) {
}
