package org.acme.kafka;

import io.quarkiverse.eventidempotency.IdempotencyKey;

/**
 * A transfer of an account, whose transfers are to be booked in order.
 *
 * @param id what makes two records the same transfer
 */
public record Transfer(@IdempotencyKey String id) {
}
