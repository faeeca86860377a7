package org.acme;

/** The result of an order. It is stored with the order's key, and duplicates get it. */
public record Receipt(String orderId, int shipment) {
}
