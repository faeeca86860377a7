package org.acme.orders;

/** The result of a handler. */
public record Receipt(String orderId, int run) {
}
