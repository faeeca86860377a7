package org.acme;

public record Order(String id, int quantity) {
}
