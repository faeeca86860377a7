package org.acme.kafka;

import io.quarkiverse.eventidempotency.IdempotencyKey;

/**
 * A shipment.
 *
 * @param id what makes two records the same shipment
 */
public record Shipment(@IdempotencyKey String id) {
}
