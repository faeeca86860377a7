package org.acme.orders;

/** An order as it arrives. */
public record Order(String id, int amount) {
}
