package org.acme.shop;

public record Order(String id, int items, String customer) {
}
