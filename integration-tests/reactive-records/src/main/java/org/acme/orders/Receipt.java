package org.acme.orders;

/** The result of an order. */
public record Receipt(String id, int number) {
}
