package io.quarkiverse.eventidempotency.deployment.messages;

/**
 * A result.
 *
 * @param body which of the order's bodies made it, counted from 1
 */
public record Receipt(String id, int body) {
}
