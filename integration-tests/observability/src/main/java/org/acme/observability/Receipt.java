package org.acme.observability;

public record Receipt(String order, int run) {
}
