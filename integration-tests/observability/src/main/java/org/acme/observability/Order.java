package org.acme.observability;

public record Order(String id, int amount) {
}
