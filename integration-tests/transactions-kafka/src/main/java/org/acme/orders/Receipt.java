package org.acme.orders;

/**
 * The result of an order.
 *
 * @param delivery the number of the delivery whose handler ran
 */
public record Receipt(String id, int delivery) {
}
