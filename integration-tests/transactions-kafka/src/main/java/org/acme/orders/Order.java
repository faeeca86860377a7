package org.acme.orders;

/** What is ordered does not matter here. */
public record Order(String id) {
}
