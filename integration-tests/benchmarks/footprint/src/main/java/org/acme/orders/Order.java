package org.acme.orders;

public record Order(String id, int quantity) {
}
