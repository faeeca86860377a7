package org.acme.orders;

/** An order, whose content does not matter here. */
public record Order(String id) {
}
